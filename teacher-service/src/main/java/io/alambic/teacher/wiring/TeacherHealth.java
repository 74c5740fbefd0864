package io.alambic.teacher.wiring;

import io.alambic.teacher.AnsweringService;
import io.alambic.teacher.TeacherLifeCycle;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.EnumSet;
import java.util.Set;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * Health of the service. It is started and ready after the model was loaded and the consumer group was joined. It is not live
 * after a failure, which only a new process overcomes.
 */
@ApplicationScoped
public class TeacherHealth {

    private static final String TEACHER = "teacher";

    private final RunningTeacher running;

    TeacherHealth(RunningTeacher running) {
        this.running = running;
    }

    @Produces
    @Liveness
    HealthCheck live() {
        return () -> response(EnumSet.complementOf(EnumSet.of(TeacherLifeCycle.State.FAILED)), true);
    }

    @Produces
    @Readiness
    HealthCheck ready() {
        return () -> response(EnumSet.of(TeacherLifeCycle.State.TEACHING), false);
    }

    @Produces
    @Startup
    HealthCheck started() {
        return () -> response(EnumSet.of(TeacherLifeCycle.State.TEACHING), false);
    }

    private HealthCheckResponse response(Set<TeacherLifeCycle.State> good, boolean whileStarting) {
        HealthCheckResponseBuilder response = HealthCheckResponse.named(TEACHER);
        TeacherLifeCycle life = running.get().map(AnsweringService::lifeCycle).orElse(null);
        if (life == null) {
            return response.withData("state", "LOADING").status(whileStarting).build();
        }
        response.withData("state", life.state().name());
        life.failure().or(life::waitingFor).ifPresent(reason -> response.withData("reason", reason));
        running.get().flatMap(AnsweringService::notice).ifPresent(notice -> response.withData("notice", notice));
        return response.status(good.contains(life.state())).build();
    }
}
