package io.alambic.teacher.wiring;

import io.alambic.teacher.AnsweringService;
import io.alambic.teacher.TeacherService;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Holds the teacher, or the merge, of this process after it was made. */
@ApplicationScoped
public class RunningTeacher {

    private final AtomicReference<AnsweringService> service = new AtomicReference<>();

    void set(AnsweringService started) {
        service.set(started);
    }

    void stop(@Observes ShutdownEvent event) {
        get().ifPresent(AnsweringService::close);
    }

    /** Returns what runs; empty while the process starts. */
    public Optional<AnsweringService> get() {
        return Optional.ofNullable(service.get());
    }

    /** Returns the teacher; empty while the process starts, and where it is a merge. */
    public Optional<TeacherService> teacher() {
        return get().filter(TeacherService.class::isInstance).map(TeacherService.class::cast);
    }
}
