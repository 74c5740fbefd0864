package io.alambic.teacher.wiring;

import io.alambic.teacher.TeacherService;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The teacher of this process, once its model is loaded. */
@ApplicationScoped
public class RunningTeacher {

    private final AtomicReference<TeacherService> teacher = new AtomicReference<>();

    void set(TeacherService started) {
        teacher.set(started);
    }

    void stop(@Observes ShutdownEvent event) {
        get().ifPresent(TeacherService::close);
    }

    /** The teacher; empty while the process starts. */
    public Optional<TeacherService> get() {
        return Optional.ofNullable(teacher.get());
    }
}
