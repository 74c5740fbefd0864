package io.alambic.models.remote;

import io.alambic.core.http.BodyTooLargeException;
import io.alambic.core.http.Excerpt;
import io.alambic.core.http.LimitedBody;
import io.alambic.core.http.RetryAfter;
import io.alambic.core.settings.Secret;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Calls a model server over HTTP. Each attempt has a deadline. While the server is overloaded or away, the call is repeated after the pause
 * that it asks for, or one that doubles, until the budget is used up. An error or an unreadable answer, which may be temporary, is asked about
 * a few times. Thread safe.
 */
public final class RestCalls {

    private static final int OK = 200;
    private static final int TOO_LARGE = 413;
    private static final int SERVER_ERRORS = 500;
    private static final Set<Integer> WRONG_KEY = Set.of(401, 403);
    private static final int LARGEST_ANSWER = 32 << 20;

    /** What a server says of the tensors; any other error of the client, such as a model that is gone, is not of the sample. */
    private static final Set<Integer> OF_THE_SAMPLE = Set.of(400, 422);

    private static final Set<Integer> ASK_LATER = Set.of(408, 425, 429, 502, 503, 504, 529);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final String server;
    private final CallSettings settings;
    private final Secret key;
    private final Failure failure;
    private final LongSupplier nanoClock;
    private final InstantSource clock;
    private final RemoteCalls.Pause pause;
    private final HttpClient http;
    private final AtomicLong quietUntil;

    /** Tells a status that usually means a server which is away, but says here that its model failed. */
    @FunctionalInterface
    public interface Failure {

        /** No status does. */
        Failure NONE = (status, body) -> false;

        boolean is(int status, String body);
    }

    /** A response, whole. */
    private record Received(int status, byte[] body, Optional<Duration> retryAfter) {

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /**
     * Calls that are made when asked for.
     *
     * @param server its address, for messages
     * @param key sent as the token of a bearer
     */
    RestCalls(
            String server,
            CallSettings settings,
            Secret key,
            Failure failure,
            LongSupplier nanoClock,
            InstantSource clock,
            RemoteCalls.Pause pause) {
        this.server = server;
        this.settings = settings;
        this.key = key;
        this.failure = failure;
        this.nanoClock = nanoClock;
        this.clock = clock;
        this.pause = pause;
        this.quietUntil = new AtomicLong(nanoClock.getAsLong());
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.deadline())
                .build();
    }

    /** Returns calls by the clock of this machine. */
    public static RestCalls over(String server, CallSettings settings, Secret key, Failure failure) {
        return new RestCalls(
                server,
                settings,
                key,
                failure,
                System::nanoTime,
                InstantSource.system(),
                time -> TimeUnit.NANOSECONDS.sleep(time.toNanos()));
    }

    /** Returns the time, by the clock in nanoseconds, at which a pass that begins now has used up its budget. */
    public long end() {
        return nanoClock.getAsLong() + settings.budget().toNanos();
    }

    /**
     * Returns what the reader makes of the server's answer.
     *
     * @param endNanos when the pass has to be done, as {@link #end()}
     * @param attempts how often the call is made while the server answers it with an error that may pass
     * @param reader of the body of an answer; it throws an {@link IllegalArgumentException} if it cannot read it
     * @throws RequestTooLargeException if the server takes only smaller requests, or its answer is too large
     * @throws ModelUnavailableException if it does not answer at present
     * @throws ModelRefusedException if it answers with an error
     */
    public <R> R call(HttpRequest.Builder request, long endNanos, int attempts, Function<byte[], R> reader) {
        Duration wait = FIRST_PAUSE;
        int errors = 0;
        requireTime(endNanos);
        rest(
                Duration.ofNanos(Math.max(0, quietUntil.get() - nanoClock.getAsLong())),
                endNanos,
                "it asked for more time");
        while (true) {
            String reason;
            Optional<Duration> asked = Optional.empty();
            try {
                Received received = send(request, Math.max(1, endNanos - nanoClock.getAsLong()));
                if (received.status() == OK) {
                    return reader.apply(received.body());
                }
                reason = reason(received);
                asked = received.retryAfter();
                boolean failed = failure.is(received.status(), received.text());
                if (failed || !ASK_LATER.contains(received.status())) {
                    errors++;
                    requireMayPass(received, failed, errors == attempts);
                }
            } catch (IllegalArgumentException e) {
                reason = e.getMessage();
                errors++;
                if (errors == attempts) {
                    throw new ModelRefusedException("%s answers: %s".formatted(server, reason), true, e);
                }
            } catch (BodyTooLargeException e) {
                throw new RequestTooLargeException(e);
            } catch (IOException e) {
                reason = String.valueOf(e.getMessage() == null ? e : e.getMessage());
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
            asked.ifPresent(this::quietFor);
            rest(asked.orElse(wait), endNanos, reason);
            wait = wait.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? wait.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    private void requireMayPass(Received received, boolean failed, boolean last) {
        String message = "%s refuses: %s".formatted(server, reason(received));
        boolean ofTheServer = failed || received.status() >= SERVER_ERRORS;
        if (received.status() == TOO_LARGE) {
            throw new RequestTooLargeException(new IOException(message));
        }
        if (!ofTheServer && !OF_THE_SAMPLE.contains(received.status())) {
            throw new ModelUnavailableException(message, null);
        }
        if (!ofTheServer || last) {
            throw new ModelRefusedException(message, ofTheServer, null);
        }
    }

    /** What a server says of a key may hold parts of it. */
    private String reason(Received received) {
        return WRONG_KEY.contains(received.status())
                ? "status %d with %s".formatted(received.status(), key)
                : "status %d %s".formatted(received.status(), Excerpt.of(received.text()));
    }

    /** What the server asks for holds for every thread, and for the next pass too. */
    private void quietFor(Duration time) {
        quietUntil.accumulateAndGet(nanoClock.getAsLong() + time.toNanos(), Math::max);
    }

    private void requireTime(long endNanos) {
        if (endNanos - nanoClock.getAsLong() <= 0) {
            throw new ModelUnavailableException(
                    "%s was not asked: the other calls of this pass used up its budget".formatted(server), null);
        }
    }

    private void rest(Duration time, long end, String reason) {
        if (time.isZero()) {
            return;
        }
        if (end - nanoClock.getAsLong() <= time.toNanos()) {
            throw new ModelUnavailableException("%s does not answer: %s".formatted(server, reason), null);
        }
        try {
            pause.of(time);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private ModelUnavailableException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new ModelUnavailableException("%s was not asked to the end".formatted(server), cause);
    }

    /** The client's own limit of time ends with the head of an answer. */
    private Received send(HttpRequest.Builder request, long left) throws IOException, InterruptedException {
        HttpRequest.Builder signed = request.copy();
        key.bearer().ifPresent(value -> signed.setHeader("Authorization", value));
        long timeout = Math.min(left, settings.deadline().toNanos());
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(signed.build(), head -> new LimitedBody(LARGEST_ANSWER));
        try {
            HttpResponse<byte[]> response = answer.get(timeout, TimeUnit.NANOSECONDS);
            Optional<Duration> retryAfter = response.headers()
                    .firstValue("Retry-After")
                    .flatMap(text -> RetryAfter.parse(text, clock.instant()));
            return new Received(response.statusCode(), response.body(), retryAfter);
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("no whole answer came within " + Duration.ofNanos(timeout));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }
}
