package io.alambic.student.wiring;

import io.alambic.student.Student;
import io.alambic.student.training.LifeCycle;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Up once the checkpoint is restored, or there was none, and the trainer runs. */
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
        boolean started = running.get()
                .map(Student::lifeCycle)
                .filter(life -> life.state() != LifeCycle.State.RESTORING)
                .isPresent();
        return HealthCheckResponse.named("trainer")
                .withData("knowledge topic found", ingest.topicExists())
                .status(started)
                .build();
    }
}
