package io.alambic.student.wiring;

import io.alambic.student.Endpoint;
import io.alambic.student.Student;
import io.alambic.student.training.LifeCycle;
import io.alambic.student.wiring.metrics.IngestMeters;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Startup;

/** Reports UP once the trainer runs with its restored checkpoint, if any; for a replica, once it listens. */
@Startup
@ApplicationScoped
public class TrainerStarted implements HealthCheck {

    private final RunningStudent running;
    private final IngestMeters ingest;

    TrainerStarted(RunningStudent running, IngestMeters ingest) {
        this.running = running;
        this.ingest = ingest;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("trainer");
        Optional<Endpoint> endpoint = running.get();
        if (endpoint.isPresent() && endpoint.get() instanceof Student student) {
            return response.withData("knowledge topic found", ingest.topicExists())
                    .status(student.lifeCycle().state() != LifeCycle.State.RESTORING)
                    .build();
        }
        return response.status(endpoint.isPresent()).build();
    }
}
