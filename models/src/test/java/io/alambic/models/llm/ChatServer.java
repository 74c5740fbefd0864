package io.alambic.models.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * An endpoint of the public OpenAI API for chat completions over real HTTP. It answers each prompt with a text, or the probabilities of
 * tokens, and misbehaves when told to.
 */
public final class ChatServer implements AutoCloseable {

    public static final String MODEL = "small-chat";
    static final int PROMPT_TOKENS = 10;

    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ObjectMapper json = new ObjectMapper();
    private final Queue<Misbehaviour> next = new ConcurrentLinkedQueue<>();
    private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
    private volatile Function<String, Map<String, Double>> tokens = prompt -> Map.of("yes", 1.0);
    private volatile Predicate<String> refused = prompt -> false;
    private volatile Function<String, Duration> waits = prompt -> Duration.ZERO;
    private volatile Function<String, String> texts = prompt -> "yes";

    /** Takes the place of an answer. */
    @FunctionalInterface
    public interface Misbehaviour {
        void to(HttpExchange exchange) throws IOException, InterruptedException;
    }

    public ChatServer() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(threads);
        http.createContext("/v1/models", exchange -> {
            ObjectNode body = json.createObjectNode();
            body.putArray("data").addObject().put("id", MODEL);
            send(exchange, 200, body.toString());
        });
        http.createContext("/v1/chat/completions", this::complete);
        http.start();
    }

    public URI endpoint() {
        return URI.create("http://%s:%d/v1"
                .formatted(http.getAddress().getHostString(), http.getAddress().getPort()));
    }

    /** Answers with probabilities of the first token, and with nothing else. */
    public void answerTokens(Function<String, Map<String, Double>> probabilities) {
        tokens = probabilities;
    }

    void answerText(Function<String, String> answer) {
        texts = answer;
    }

    /** Refuses some prompts, whenever they come. */
    public void refuse(Predicate<String> prompts) {
        refused = prompts;
    }

    /** Answers so much later. */
    public void answerAfter(Function<String, Duration> wait) {
        waits = wait;
    }

    /** Misbehaves once for each, in order. */
    public void next(Misbehaviour... all) {
        next.addAll(new ArrayDeque<>(List.of(all)));
    }

    public static Misbehaviour status(int status, String message) {
        return exchange -> send(exchange, status, "{\"error\": {\"message\": \"%s\"}}".formatted(message));
    }

    List<JsonNode> requests() {
        return requests;
    }

    public List<String> prompts() {
        return requests.stream().map(ChatServer::prompt).toList();
    }

    private static String prompt(JsonNode request) {
        JsonNode messages = request.path("messages");
        return messages.path(messages.size() - 1).path("content").asText();
    }

    private void complete(HttpExchange exchange) throws IOException {
        JsonNode request = json.readTree(exchange.getRequestBody());
        requests.add(request);
        Misbehaviour misbehaviour = next.poll();
        if (misbehaviour != null) {
            try (exchange) {
                misbehaviour.to(exchange);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return;
        }
        if (refused.test(prompt(request))) {
            send(exchange, 400, "{\"error\": {\"message\": \"refused\"}}");
            return;
        }
        waitBefore(prompt(request));
        ObjectNode body = json.createObjectNode();
        ObjectNode choice = body.putArray("choices").addObject();
        if (request.path("logprobs").asBoolean()) {
            ArrayNode top =
                    choice.putObject("logprobs").putArray("content").addObject().putArray("top_logprobs");
            tokens.apply(prompt(request))
                    .forEach((token, probability) ->
                            top.addObject().put("token", token).put("logprob", Math.log(probability)));
        } else {
            choice.putObject("message").put("content", texts.apply(prompt(request)));
        }
        body.putObject("usage").put("prompt_tokens", PROMPT_TOKENS).put("completion_tokens", 1);
        send(exchange, 200, body.toString());
    }

    private void waitBefore(String prompt) throws InterruptedIOException {
        try {
            Thread.sleep(waits.apply(prompt).toMillis());
        } catch (InterruptedException e) {
            throw new InterruptedIOException("closed while it waited");
        }
    }

    public static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
