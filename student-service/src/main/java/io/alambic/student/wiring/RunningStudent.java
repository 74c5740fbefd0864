package io.alambic.student.wiring;

import io.alambic.student.Student;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The student of this process, once it has started. */
@ApplicationScoped
public class RunningStudent {

    private final AtomicReference<Student> student = new AtomicReference<>();

    void set(Student started) {
        student.set(started);
    }

    void stop(@Observes ShutdownEvent event) {
        get().ifPresent(Student::close);
    }

    /** The student; empty while the process starts. */
    public Optional<Student> get() {
        return Optional.ofNullable(student.get());
    }
}
