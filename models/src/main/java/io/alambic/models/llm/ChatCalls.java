package io.alambic.models.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alambic.core.http.Excerpt;
import io.alambic.core.http.LimitedBody;
import io.alambic.core.http.RetryAfter;
import io.alambic.models.remote.ModelRefusedException;
import io.alambic.models.remote.ModelUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Calls an OpenAI-compatible endpoint within a budget. While it is overloaded or away, a call is made again after the pause that it asks for,
 * or one that doubles, until the time is up. An error that may pass is asked about a few times. Thread safe.
 */
final class ChatCalls {

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int SERVER_ERRORS = 500;
    private static final Set<Integer> WRONG_KEY = Set.of(401, 403);
    /** What a server says of a request; any other error of the client, such as an unpaid bill, is not of the prompt. */
    private static final Set<Integer> OF_THE_PROMPT = Set.of(400, 413, 422);

    private static final Set<Integer> ASK_LATER = Set.of(408, 425, 429, 502, 503, 504, 529);
    private static final int ATTEMPTS = 3;
    private static final int LARGEST_ANSWER = 4 << 20;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** Of the messages' frame, beside what their text has: no tokenizer makes more tokens than bytes. */
    private static final int FRAME_TOKENS = 64;

    /** Waits; a test advances its clock instead. */
    @FunctionalInterface
    interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    private final ChatSettings settings;
    private final HourlyBudget budget;
    private final Spent spent;
    private final HttpClient http;
    private final LongSupplier nanoClock;
    private final InstantSource clock;
    private final Pause pause;
    private final ObjectMapper json = new ObjectMapper();
    private final AtomicLong quietUntil = new AtomicLong(Long.MIN_VALUE / 2);

    /** A response, whole. */
    private record Received(int status, byte[] body, Optional<Duration> retryAfter) {}

    ChatCalls(
            ChatSettings settings,
            HourlyBudget budget,
            Spent spent,
            LongSupplier nanoClock,
            InstantSource clock,
            Pause pause) {
        this.settings = settings;
        this.budget = budget;
        this.spent = spent;
        this.nanoClock = nanoClock;
        this.clock = clock;
        this.pause = pause;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.calls().deadline())
                .build();
    }

    /**
     * Requires that the endpoint answers and has the model, as far as it lists its models. Costs nothing.
     *
     * @throws IOException if it does not
     */
    void requireModel() throws IOException, InterruptedException {
        Received received = send(get("models"), settings.calls().deadline());
        if (WRONG_KEY.contains(received.status())) {
            throw new IOException(refusedKey(received));
        }
        if (received.status() != OK) {
            return;
        }
        List<String> names = new ArrayList<>();
        tree(received.body())
                .path("data")
                .forEach(model -> names.add(model.path("id").asText()));
        if (!names.isEmpty() && !names.contains(settings.model())) {
            throw new IOException(
                    "%s has no model '%s', but %s".formatted(settings.endpoint(), settings.model(), names));
        }
    }

    /** Returns the time at which a pass that begins now has to be done, by the clock. */
    long end() {
        return nanoClock.getAsLong() + settings.calls().budget().toNanos();
    }

    /**
     * Returns the answer to a prompt.
     *
     * @param endNanos as {@link #end()}
     * @throws ModelUnavailableException if there is none in time
     * @throws ModelRefusedException if the endpoint refuses the prompt
     */
    ChatAnswer ask(String prompt, long endNanos) throws InterruptedException {
        byte[] body = body(prompt);
        int errors = 0;
        Duration wait = FIRST_PAUSE;
        while (true) {
            rest(
                    Duration.ofNanos(Math.max(0, quietUntil.get() - nanoClock.getAsLong())),
                    endNanos,
                    "it asked for more time");
            HourlyBudget.Reservation reservation = reserve(prompt, endNanos);
            String reason;
            Optional<Duration> asked = Optional.empty();
            try {
                spent.called();
                Received received = send(post(body), least(settings.calls().deadline(), left(endNanos)));
                if (received.status() == OK) {
                    return settled(received, reservation);
                }
                reservation.cancel();
                reason = reason(received);
                asked = received.retryAfter();
                if (!ASK_LATER.contains(received.status())) {
                    errors++;
                    requireMayPass(received.status(), errors, reason);
                }
            } catch (IllegalArgumentException e) {
                reason = e.getMessage();
                errors++;
                if (errors == ATTEMPTS) {
                    throw new ModelRefusedException("%s answers: %s".formatted(settings.endpoint(), reason), true, e);
                }
            } catch (ConnectException | HttpConnectTimeoutException | UncheckedIOException e) {
                reservation.cancel();
                reason = reason(e);
            } catch (IOException e) {
                reason = reason(e);
            }
            asked.ifPresent(this::quietFor);
            rest(asked.orElse(wait), endNanos, reason);
            wait = least(wait.multipliedBy(2), LONGEST_PAUSE);
        }
    }

    private void requireMayPass(int status, int errors, String reason) {
        boolean ofTheServer = status >= SERVER_ERRORS;
        String message = "%s refuses: %s".formatted(settings.endpoint(), reason);
        if (!ofTheServer && !OF_THE_PROMPT.contains(status)) {
            throw new ModelUnavailableException(message, null);
        }
        if (!ofTheServer || errors == ATTEMPTS) {
            throw new ModelRefusedException(message, ofTheServer, null);
        }
    }

    /** What the endpoint asks for holds for every thread, and for the next pass too. */
    private void quietFor(Duration time) {
        quietUntil.accumulateAndGet(nanoClock.getAsLong() + time.toNanos(), Math::max);
    }

    /** An answer that says nothing of its tokens is charged with the most that it can have. */
    private ChatAnswer settled(Received received, HourlyBudget.Reservation reservation) {
        try {
            ChatAnswer answer = ChatAnswer.of(tree(received.body()));
            if (answer.promptTokens() >= 0 && answer.completionTokens() >= 0) {
                reservation.settle(answer.promptTokens(), answer.completionTokens());
                spent.answered(
                        answer.promptTokens(),
                        answer.completionTokens(),
                        settings.limits().price(answer.promptTokens(), answer.completionTokens()));
            }
            return answer;
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "expected JSON, but got '%s'"
                            .formatted(Excerpt.of(new String(received.body(), StandardCharsets.UTF_8))),
                    e);
        }
    }

    private HourlyBudget.Reservation reserve(String prompt, long endNanos) throws InterruptedException {
        long promptTokens =
                bytes(prompt) + settings.instructions().map(ChatCalls::bytes).orElse(0L) + FRAME_TOKENS;
        try {
            while (true) {
                Optional<HourlyBudget.Reservation> taken =
                        budget.take(promptTokens, settings.answers().mostTokens());
                if (taken.isPresent()) {
                    return taken.get();
                }
                rest(budget.untilMore(), endNanos, "what may be spent in an hour is spent");
            }
        } catch (UncheckedIOException e) {
            throw new ModelUnavailableException(e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new ModelRefusedException(e.getMessage(), false, e);
        }
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private void rest(Duration time, long endNanos, String reason) throws InterruptedException {
        if (time.compareTo(left(endNanos)) >= 0) {
            throw new ModelUnavailableException("%s does not answer: %s".formatted(settings.endpoint(), reason), null);
        }
        if (!time.isZero()) {
            pause.of(time);
        }
    }

    private Duration left(long endNanos) {
        return Duration.ofNanos(Math.max(1, endNanos - nanoClock.getAsLong()));
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private byte[] body(String prompt) {
        ObjectNode request = json.createObjectNode()
                .put("model", settings.model())
                .put("temperature", 0)
                .put("max_tokens", settings.answers().mostTokens());
        ArrayNode messages = request.putArray("messages");
        settings.instructions()
                .ifPresent(text -> messages.addObject().put("role", "system").put("content", text));
        messages.addObject().put("role", "user").put("content", prompt);
        settings.answers().ask(request);
        try {
            return json.writeValueAsBytes(request);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of text and numbers is always JSON", e);
        }
    }

    private HttpRequest.Builder get(String path) {
        String base = settings.endpoint().toString().replaceAll("/+$", "");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + "/" + path));
        try {
            settings.key().bearer().ifPresent(value -> request.header("Authorization", value));
        } catch (IOException e) {
            throw new UncheckedIOException("the API key cannot be read: " + e.getMessage(), e);
        }
        return request;
    }

    private HttpRequest.Builder post(byte[] body) {
        return get("chat/completions")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    }

    /** The client's own limit of time ends with the head of an answer. */
    private Received send(HttpRequest.Builder request, Duration timeout) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request.build(), head -> new LimitedBody(LARGEST_ANSWER));
        try {
            HttpResponse<byte[]> response = answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            Optional<Duration> retryAfter = response.headers()
                    .firstValue("Retry-After")
                    .flatMap(text -> RetryAfter.parse(text, clock.instant()));
            return new Received(response.statusCode(), response.body(), retryAfter);
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("no whole answer came within " + timeout);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private JsonNode tree(byte[] body) throws IOException {
        JsonNode tree = json.readTree(body);
        return tree == null ? json.createObjectNode() : tree;
    }

    /** Returns what an error says; one of a connection that nobody takes says nothing. */
    static String reason(Exception error) {
        if (error.getMessage() != null) {
            return error.getMessage();
        }
        return error instanceof ConnectException ? "nothing answers there" : error.toString();
    }

    private String reason(Received received) {
        if (WRONG_KEY.contains(received.status())) {
            return refusedKey(received);
        }
        String text = new String(received.body(), StandardCharsets.UTF_8);
        try {
            text = tree(received.body()).path("error").path("message").asText(text);
        } catch (IOException e) {
            // The body is told as it is.
        }
        String what = received.status() == NOT_FOUND
                ? "not found, is it the base URL of the API and the name of a model?"
                : "";
        return "status %d %s%s".formatted(received.status(), what, Excerpt.of(text));
    }

    /** What the endpoint says may hold parts of the key. */
    private String refusedKey(Received received) {
        return "%s refuses %s (status %d)".formatted(settings.endpoint(), settings.key(), received.status());
    }
}
