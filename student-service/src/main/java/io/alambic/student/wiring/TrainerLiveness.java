package io.alambic.student.wiring;

import io.alambic.student.Student;
import io.alambic.student.training.LifeCycle;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

/** Down once the trainer gave up: only a new process learns again. */
@Liveness
@ApplicationScoped
public class TrainerLiveness implements HealthCheck {

    private final RunningStudent running;

    TrainerLiveness(RunningStudent running) {
        this.running = running;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("trainer");
        LifeCycle life = running.get().map(Student::lifeCycle).orElse(null);
        if (life == null) {
            return response.up().build();
        }
        response.withData("state", life.state().name());
        life.failure().ifPresent(reason -> response.withData("reason", String.valueOf(reason.getMessage())));
        return response.status(life.state() != LifeCycle.State.FAILED).build();
    }
}
