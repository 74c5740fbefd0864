package io.alambic.student.wiring;

import io.alambic.student.Student;
import io.alambic.student.training.LifeCycle;
import io.alambic.student.wiring.metrics.IngestMeters;
import io.alambic.student.wiring.metrics.PublicationMeters;
import io.alambic.student.wiring.metrics.TrainerMeters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

/**
 * Reports DOWN once the trainer has failed, because only a new process learns again. Failures that a restart would not
 * cure, such as a full disk or bad training data, are reported as data and do not change the status.
 */
@Liveness
@ApplicationScoped
public class TrainerLiveness implements HealthCheck {

    private final RunningStudent running;
    private final IngestMeters ingest;
    private final TrainerMeters meters;
    private final Instance<PublicationMeters> publication;

    TrainerLiveness(
            RunningStudent running,
            IngestMeters ingest,
            TrainerMeters meters,
            Instance<PublicationMeters> publication) {
        this.running = running;
        this.ingest = ingest;
        this.meters = meters;
        this.publication = publication;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("trainer");
        LifeCycle life = running.student().map(Student::lifeCycle).orElse(null);
        if (life == null) {
            return response.up().build();
        }
        response.withData("state", life.state().name());
        life.failure().ifPresent(reason -> response.withData("reason", String.valueOf(reason.getMessage())));
        ingest.pauseReason().ifPresent(reason -> response.withData("knowledge", "none fits this student: " + reason));
        meters.checkpointFailure()
                .ifPresent(reason -> response.withData("checkpoints", "cannot be written: " + reason));
        meters.narrower().ifPresent(how -> response.withData("stream", "narrower: " + how));
        meters.setback()
                .ifPresent(back -> response.withData(
                        "rolled back",
                        "%d times since the last promotion, rests for %s: %s"
                                .formatted(back.inARow(), back.rest(), back.reason())));
        publication.get().failure().ifPresent(reason -> response.withData("weights", "cannot be published: " + reason));
        return response.status(life.state() != LifeCycle.State.FAILED).build();
    }
}
