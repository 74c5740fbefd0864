package io.alambic.student.wiring;

import io.alambic.student.Endpoint;
import io.alambic.student.threads.ThreadSupervisor;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

/** Reports DOWN while a thread does not do its work, with the reason of each. */
@Liveness
@ApplicationScoped
public class ThreadLiveness implements HealthCheck {

    private final RunningStudent running;

    ThreadLiveness(RunningStudent running) {
        this.running = running;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("threads");
        Map<String, String> failed = running.get()
                .map(Endpoint::threads)
                .map(ThreadSupervisor::failed)
                .orElse(Map.of());
        failed.forEach(response::withData);
        return response.status(failed.isEmpty()).build();
    }
}
