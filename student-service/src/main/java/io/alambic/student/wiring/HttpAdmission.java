package io.alambic.student.wiring;

import io.alambic.student.Endpoint;
import io.alambic.student.admission.RequestMemory.Reservation;
import io.alambic.student.http.EncodedAnswer;
import io.alambic.student.http.HttpAnswer;
import io.alambic.student.http.HttpInference;
import io.grpc.StatusRuntimeException;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
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
 * Reads the bodies of inference requests, without a thread that waits for them. Reserves memory for large ones before anything
 * of them is read, until their answer has been sent; refuses them at once where there is none. Closes the connection of one that
 * takes longer than a minute.
 */
@ApplicationScoped
public class HttpAdmission {

    /** Bodies up to this size need no reservation: the limit on connections bounds them. */
    private static final long SMALL = 64 << 10;

    private static final int BEFORE_ALL_OTHERS = 1000;
    private static final long LONGEST_MS = Duration.ofMinutes(1).toMillis();
    private static final String ROUTES = "/v2/models/";
    private static final String INFERENCE = "/infer";
    private static final String CONTINUE = "100-continue";
    private static final String BODY = HttpAdmission.class.getName();

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

    /** Returns the body of an inference request; empty while the student starts. */
    static byte[] body(RoutingContext routing) {
        IncomingBody body = routing.get(BODY);
        return body == null ? new byte[0] : body.bytes();
    }

    private void admit(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        long bytes = bodyBytes(request);
        Optional<Endpoint> endpoint = running.get();
        boolean isInference = request.method().equals(HttpMethod.POST)
                && request.path().startsWith(ROUTES)
                && request.path().endsWith(INFERENCE);
        if (!isInference || endpoint.isEmpty()) {
            routing.next();
            return;
        }
        if (bytes > maxBodyBytes) {
            refuse(routing, HttpAnswer.tooLarge(maxBodyBytes));
            return;
        }
        if (bytes > SMALL) {
            try {
                reserve(endpoint.get(), routing, bytes);
            } catch (StatusRuntimeException e) {
                refuse(routing, HttpAnswer.refused(e));
                return;
            }
        }
        read(routing, (int) bytes, endpoint.get().inference().readsRecords());
    }

    private void reserve(Endpoint endpoint, RoutingContext routing, long bytes) {
        Reservation reservation = endpoint.inference().clientMemory().reserve(bytes);
        long timer = vertx.setTimer(
                LONGEST_MS, late -> routing.request().connection().close());
        routing.addEndHandler(ended -> {
            vertx.cancelTimer(timer);
            reservation.close();
        });
    }

    private void read(RoutingContext routing, int expectedBytes, boolean readsRecords) {
        HttpServerRequest request = routing.request();
        IncomingBody body = new IncomingBody(expectedBytes, jsonBytes(request, readsRecords));
        request.handler(chunk -> {
            if (body.length() + chunk.length() > maxBodyBytes) {
                refuse(routing, HttpAnswer.tooLarge(maxBodyBytes));
                return;
            }
            try {
                body.add(chunk);
            } catch (StatusRuntimeException e) {
                refuse(routing, HttpAnswer.refused(e));
            }
        });
        request.endHandler(ended -> {
            routing.put(BODY, body);
            routing.next();
        });
        if (CONTINUE.equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            routing.response().writeContinue();
        }
    }

    /** Returns how many bytes are JSON of a request, as far as that can be told before they are decompressed and read. */
    private static int jsonBytes(HttpServerRequest request, boolean readsRecords) {
        if (!HttpInference.isPlain(request.getHeader(HttpHeaders.CONTENT_ENCODING))) {
            return 0;
        }
        String length = request.getHeader(EncodedAnswer.JSON_LENGTH);
        if (length == null && readsRecords) {
            return 0;
        }
        try {
            return length == null ? Integer.MAX_VALUE : Integer.parseInt(length);
        } catch (NumberFormatException e) {
            return Integer.MAX_VALUE;
        }
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

    /** Answers, and reads nothing more of this connection. */
    private static void refuse(RoutingContext routing, HttpAnswer answer) {
        routing.request().handler(null).endHandler(null);
        routing.response()
                .setStatusCode(answer.code())
                .putHeader(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON)
                .putHeader(HttpHeaders.CONNECTION, "close")
                .end(Buffer.buffer(answer.body().bytes()));
    }
}
