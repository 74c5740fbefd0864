package io.alambic.student.wiring;

import io.alambic.student.Replica;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

/** Reports DOWN once a replica can no longer receive weights. Absent brokers or trainers do not change it. */
@Liveness
@ApplicationScoped
public class ReplicaLiveness implements HealthCheck {

    private final RunningStudent running;

    ReplicaLiveness(RunningStudent running) {
        this.running = running;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("replica");
        Optional<Throwable> failure = running.get()
                .filter(Replica.class::isInstance)
                .map(Replica.class::cast)
                .flatMap(Replica::failure);
        failure.ifPresent(reason -> response.withData("reason", String.valueOf(reason.getMessage())));
        return response.status(failure.isEmpty()).build();
    }
}
