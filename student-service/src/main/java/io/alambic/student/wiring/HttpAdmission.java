package io.alambic.student.wiring;

import io.alambic.student.Endpoint;
import io.alambic.student.admission.RequestMemory.Reservation;
import io.alambic.student.http.HttpAnswer;
import io.alambic.student.http.JsonObjects;
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
import java.util.Arrays;
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
        Body body = routing.get(BODY);
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
        read(routing, (int) bytes);
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

    private void read(RoutingContext routing, int expectedBytes) {
        HttpServerRequest request = routing.request();
        Body body = new Body(expectedBytes, jsonBytes(request));
        request.handler(chunk -> {
            try {
                if (!body.add(chunk, maxBodyBytes)) {
                    refuse(routing, HttpAnswer.tooLarge(maxBodyBytes));
                }
            } catch (StatusRuntimeException e) {
                refuse(routing, HttpAnswer.refused(e));
            }
        });
        request.endHandler(ended -> {
            routing.put(BODY, body);
            routing.next();
        });
    }

    /** Returns how many bytes are JSON, as far as that can be told before they are decompressed. */
    private static int jsonBytes(HttpServerRequest request) {
        String coding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (coding != null && !coding.equalsIgnoreCase(HttpHeaders.IDENTITY.toString())) {
            return 0;
        }
        String length = request.getHeader(InferenceResource.JSON_LENGTH);
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

    /** A body that comes in chunks, in memory that grows with them up to what is expected. Used by one thread. */
    private static final class Body {

        private static final int SMALLEST = 8 << 10;
        private static final long GROWTH = 4;

        private final int expected;
        private final int jsonLength;
        private final JsonObjects objects = new JsonObjects();
        private byte[] bytes;
        private int length;

        Body(int expected, int jsonLength) {
            this.expected = expected;
            this.jsonLength = jsonLength;
            bytes = new byte[Math.min(expected, SMALLEST)];
        }

        /**
         * Adds a chunk, unless there are more bytes then than there may be; returns whether it was added.
         *
         * @throws StatusRuntimeException if its JSON has more parts than a request may have
         */
        boolean add(Buffer chunk, long most) {
            int longer = length + chunk.length();
            if (longer > most) {
                return false;
            }
            if (longer > bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.max(longer, Math.min(expected, GROWTH * longer)));
            }
            chunk.getBytes(bytes, length);
            objects.count(bytes, length, Math.min(longer, jsonLength));
            length = longer;
            return true;
        }

        byte[] bytes() {
            return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
        }
    }
}
