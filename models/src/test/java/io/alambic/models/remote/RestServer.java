package io.alambic.models.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.alambic.models.ModelSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server of the public specification of the Open Inference Protocol over real HTTP. Its model "twice" takes FP32 [2] and answers the logits
 * "scores" [2], twice the values, and the map "half" [2]. It misbehaves when told to.
 */
public final class RestServer implements AutoCloseable {

    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ObjectMapper json = new ObjectMapper();
    private final Queue<Misbehaviour> next = new ConcurrentLinkedQueue<>();
    private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
    private volatile int largest = Integer.MAX_VALUE;
    private volatile double refused = Double.NaN;

    /** Takes the place of an answer. */
    @FunctionalInterface
    public interface Misbehaviour {
        void to(HttpExchange exchange) throws IOException, InterruptedException;
    }

    public RestServer() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(threads);
        http.createContext("/v2/models/", this::answer);
        http.start();
    }

    public ModelSource.Rest source() {
        return source("twice");
    }

    ModelSource.Rest source(String model) {
        return new ModelSource.Rest(URI.create("http://%s:%d/v2/models/%s"
                .formatted(http.getAddress().getHostString(), http.getAddress().getPort(), model)));
    }

    /** Misbehaves once for each, in order. */
    public void next(Misbehaviour... all) {
        next.addAll(List.of(all));
    }

    /** Answers 413 to more samples. */
    void takeAtMost(int samples) {
        largest = samples;
    }

    /** Answers 400 whenever this number comes. */
    public void refuse(double number) {
        refused = number;
    }

    /** Returns the requests for an inference, also those that were not answered. */
    public List<JsonNode> requests() {
        return requests;
    }

    public static Misbehaviour status(int status) {
        return exchange -> send(exchange, status, "{\"error\": \"status %d\"}".formatted(status));
    }

    public static Misbehaviour body(String body) {
        return exchange -> send(exchange, 200, body);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/v2/models/twice")) {
            send(exchange, 200, """
                    {"name": "twice", "versions": ["4", "5"], "platform": "stub",
                     "inputs": [{"name": "values", "datatype": "FP32", "shape": [-1, 2]}],
                     "outputs": [{"name": "half", "datatype": "FP32", "shape": [-1, 2]},
                                 {"name": "scores", "datatype": "FP32", "shape": [-1, 2]}]}""");
        } else if (path.equals("/v2/models/twice/infer")) {
            infer(exchange);
        } else {
            send(exchange, 404, "{\"error\": \"no model here\"}");
        }
    }

    private void infer(HttpExchange exchange) throws IOException {
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
        JsonNode input = request.path("inputs").path(0);
        for (JsonNode number : input.path("data")) {
            if (number.asDouble() == refused) {
                send(exchange, 400, "{\"error\": \"refused\"}");
                return;
            }
        }
        boolean isLarge = input.path("shape").path(0).asInt() > largest;
        send(exchange, isLarge ? 413 : 200, isLarge ? "too large" : outputs(request, input));
    }

    private String outputs(JsonNode request, JsonNode input) {
        ObjectNode answer = json.createObjectNode().put("model_name", "twice").put("id", "1");
        ArrayNode outputs = answer.putArray("outputs");
        for (JsonNode wanted : request.path("outputs")) {
            double factor = wanted.path("name").asText().equals("half") ? 0.5 : 2;
            ObjectNode output = outputs.addObject()
                    .put("name", wanted.path("name").asText())
                    .put("datatype", "FP32");
            ArrayNode data = output.putArray("data");
            input.path("data").forEach(number -> data.add((float) (factor * number.asDouble())));
            output.set("shape", input.path("shape"));
        }
        return answer.toString();
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
