package io.alambic.mapping.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alambic.core.http.LimitedBody;
import io.alambic.mapping.RegistryUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Asks a registry, and asks again after a pause that doubles, until the time is up: whatever goes wrong but a clear "there is none" may pass, and is
 * nobody's fault who wrote records. Thread safe.
 */
final class RegistryCalls {

    private static final int OK = 200;
    private static final Set<Integer> THERE_IS_NONE = Set.of(400, 404, 422);
    private static final int CODES_OF_A_STATUS = 100;
    private static final int LARGEST_ANSWER = 4 << 20;
    private static final int ATTEMPTS_AT_LEAST = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    /** Waits; a test advances its clock instead. */
    @FunctionalInterface
    interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    private final RegistrySettings settings;
    private final LongSupplier nanoClock;
    private final Pause pause;
    private final HttpClient http;
    private final ObjectMapper json = new ObjectMapper();

    RegistryCalls(RegistrySettings settings, LongSupplier nanoClock) {
        this(settings, nanoClock, time -> TimeUnit.NANOSECONDS.sleep(time.toNanos()));
    }

    RegistryCalls(RegistrySettings settings, LongSupplier nanoClock, Pause pause) {
        this.settings = settings;
        this.nanoClock = nanoClock;
        this.pause = pause;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(attempt())
                .build();
    }

    private Duration attempt() {
        return settings.timeout().dividedBy(ATTEMPTS_AT_LEAST);
    }

    /** Returns the time by which everything has to be answered that is asked for one schema. */
    long end() {
        return nanoClock.getAsLong() + settings.timeout().toNanos();
    }

    /**
     * Returns an answer; empty if the registry says that there is none.
     *
     * @param path below the registry's address
     * @param end as {@link #end}
     * @throws RegistryUnavailableException if it does not answer in time
     */
    Optional<byte[]> get(String path, long end) {
        Duration wait = FIRST_PAUSE;
        while (true) {
            String reason;
            try {
                HttpResponse<byte[]> response = send(path, end);
                if (response.statusCode() == OK) {
                    return Optional.of(response.body());
                }
                if (THERE_IS_NONE.contains(response.statusCode()) && saysSo(response)) {
                    return Optional.empty();
                }
                reason = "status " + response.statusCode();
            } catch (IOException e) {
                reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
            rest(wait, end, reason);
            wait = wait.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? wait.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /**
     * Returns an answer as JSON.
     *
     * @throws RegistryUnavailableException if it does not answer in time, or with something else
     */
    Optional<JsonNode> getJson(String path, long end) {
        return get(path, end).map(body -> {
            try {
                return json.readTree(body);
            } catch (IOException e) {
                throw away("its answer is no JSON");
            }
        });
    }

    /**
     * Returns whether it is the registry that has no such schema, and not a proxy or a wrong address: Confluent's says it in a code of its own behind the
     * status, such as 40403.
     */
    private boolean saysSo(HttpResponse<byte[]> response) {
        try {
            JsonNode answer = json.readTree(response.body());
            int code = answer.path("error_code").asInt(answer.path("status").asInt());
            return settings.kind() == RegistryKind.CONFLUENT
                    ? code / CODES_OF_A_STATUS == response.statusCode()
                    : code == response.statusCode();
        } catch (IOException e) {
            return false;
        }
    }

    /** The client's own limit ends with the headers; this one holds for the whole body. */
    private HttpResponse<byte[]> send(String path, long end) throws IOException, InterruptedException {
        long nanos = Math.min(left(end), attempt().toNanos());
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(settings.kind().base(settings.url()) + path))
                .header("Accept", "application/vnd.schemaregistry.v1+json, application/json, */*");
        settings.credentials().header().ifPresent(value -> request.header("Authorization", value));
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request.build(), response -> new LimitedBody(LARGEST_ANSWER));
        try {
            return answer.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no answer within %d ms".formatted(TimeUnit.NANOSECONDS.toMillis(nanos)), e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new IOException(
                    cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(), cause);
        } finally {
            answer.cancel(true);
        }
    }

    private void rest(Duration time, long end, String reason) {
        if (time.toNanos() >= left(end)) {
            throw away(reason);
        }
        try {
            pause.of(time);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private long left(long end) {
        return Math.max(1, end - nanoClock.getAsLong());
    }

    /** Says that the registry is away. */
    RegistryUnavailableException away(String reason) {
        return new RegistryUnavailableException(
                "the schema registry %s does not answer (with %s): %s"
                        .formatted(settings.url(), settings.credentials(), reason),
                null);
    }

    private RegistryUnavailableException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new RegistryUnavailableException(
                "the schema registry %s was not asked to the end".formatted(settings.url()), e);
    }
}
