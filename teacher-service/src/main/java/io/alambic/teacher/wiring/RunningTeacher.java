package io.alambic.teacher.wiring;

import io.alambic.teacher.TeacherService;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Holds the teacher of this process after its model was loaded. */
@ApplicationScoped
public class RunningTeacher {

    private final AtomicReference<TeacherService> teacher = new AtomicReference<>();

    void set(TeacherService started) {
        teacher.set(started);
    }

    void stop(@Observes ShutdownEvent event) {
        get().ifPresent(TeacherService::close);
    }

    /** Returns the teacher; empty while the process starts. */
    public Optional<TeacherService> get() {
        return Optional.ofNullable(teacher.get());
    }
}
