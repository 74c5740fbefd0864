package io.alambic.student.wiring;

import io.alambic.student.Endpoint;
import io.alambic.student.Student;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Holds the student or replica of this process once it has started. */
@ApplicationScoped
public class RunningStudent {

    private final AtomicReference<Endpoint> student = new AtomicReference<>();

    void set(Endpoint started) {
        student.set(started);
    }

    void stop(@Observes ShutdownEvent event) {
        get().ifPresent(Endpoint::close);
    }

    /** Returns the student if this process learns; empty while it starts. */
    Optional<Student> student() {
        return get().filter(Student.class::isInstance).map(Student.class::cast);
    }

    /** Returns the student or replica; empty while it starts. */
    public Optional<Endpoint> get() {
        return Optional.ofNullable(student.get());
    }
}
