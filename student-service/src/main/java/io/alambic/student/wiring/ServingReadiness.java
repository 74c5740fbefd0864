package io.alambic.student.wiring;

import io.alambic.student.Endpoint;
import io.alambic.student.Student;
import io.alambic.student.registry.ServedModel;
import io.alambic.student.wiring.metrics.IngestMeters;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Reports UP while promoted weights serve. */
@Readiness
@ApplicationScoped
public class ServingReadiness implements HealthCheck {

    private final RunningStudent running;
    private final IngestMeters ingest;

    ServingReadiness(RunningStudent running, IngestMeters ingest) {
        this.running = running;
        this.ingest = ingest;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("serving");
        Optional<Endpoint> endpoint = running.get();
        Optional<ServedModel> served = endpoint.flatMap(one -> one.models().peek());
        endpoint.ifPresent(one -> response.withData("grpc port", one.port()));
        served.ifPresent(model -> response.withData("version", model.version()).withData("step", model.step()));
        Optional<String> pause = endpoint.filter(Student.class::isInstance).flatMap(student -> ingest.pauseReason());
        pause.ifPresent(reason -> response.withData("knowledge", "none fits this student: " + reason));
        return response.status(served.isPresent()).build();
    }
}
