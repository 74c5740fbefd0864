package io.alambic.student.wiring;

import io.alambic.student.Endpoint;
import io.alambic.student.admission.RequestMemory.Reservation;
import io.alambic.student.http.HttpAnswer;
import io.grpc.StatusRuntimeException;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Reserves memory for large HTTP requests before anything of their bodies is read, until their answer has been sent; refuses
 * them at once where there is none. Closes the connection of one that takes longer than a minute.
 */
@ApplicationScoped
public class HttpAdmission {

    /** Bodies up to this size need no reservation: the limit on connections bounds them. */
    private static final long SMALL = 64 << 10;

    private static final int BEFORE_ALL_OTHERS = 1000;
    private static final long LONGEST_MS = Duration.ofMinutes(1).toMillis();
    private static final String ROUTES = "/v2/";

    private final RunningStudent running;
    private final Vertx vertx;
    private final long maxBodyBytes;

    HttpAdmission(
            RunningStudent running,
            Vertx vertx,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize maxBodySize) {
        this.running = running;
        this.vertx = vertx;
        this.maxBodyBytes = maxBodySize.asLongValue();
    }

    void install(@Observes Filters filters) {
        filters.register(this::admit, BEFORE_ALL_OTHERS);
    }

    private void admit(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        long bytes = bodyBytes(request);
        Optional<Endpoint> endpoint = running.get();
        boolean isInference =
                request.method().equals(HttpMethod.POST) && request.path().startsWith(ROUTES);
        if (!isInference || bytes <= SMALL || bytes > maxBodyBytes || endpoint.isEmpty()) {
            routing.next();
            return;
        }
        try {
            Reservation reservation = endpoint.get().inference().clientMemory().reserve(bytes);
            long timer = vertx.setTimer(LONGEST_MS, late -> request.connection().close());
            routing.addEndHandler(ended -> {
                vertx.cancelTimer(timer);
                reservation.close();
            });
        } catch (StatusRuntimeException e) {
            refuse(routing, e);
            return;
        }
        routing.next();
    }

    /** Returns the size of the body; a body that does not say it may have the largest. */
    private long bodyBytes(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? chunkedBytes(request) : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return maxBodyBytes;
        }
    }

    private long chunkedBytes(HttpServerRequest request) {
        return request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null ? 0 : maxBodyBytes;
    }

    private static void refuse(RoutingContext routing, StatusRuntimeException reason) {
        HttpAnswer answer = HttpAnswer.refused(reason);
        routing.response()
                .setStatusCode(answer.code())
                .putHeader(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON)
                .putHeader(HttpHeaders.CONNECTION, "close")
                .end(io.vertx.core.buffer.Buffer.buffer(answer.body().bytes()));
    }
}
