package io.alambic.student.wiring;

import io.alambic.student.Endpoint;
import io.alambic.student.registry.ServedModel;
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

    ServingReadiness(RunningStudent running) {
        this.running = running;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("serving");
        Optional<Endpoint> endpoint = running.get();
        Optional<ServedModel> served = endpoint.flatMap(one -> one.models().peek());
        endpoint.ifPresent(one -> response.withData("grpc port", one.port()));
        served.ifPresent(model -> response.withData("version", model.version()).withData("step", model.step()));
        return response.status(served.isPresent()).build();
    }
}
