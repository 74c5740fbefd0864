package io.alambic.models.classify;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
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
import java.util.function.Function;

/** An endpoint over real HTTP that answers each request's body, and misbehaves when told to. */
final class ClassifierServer implements AutoCloseable {

    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Misbehaviour> next = new ConcurrentLinkedQueue<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();

    /** Takes the place of an answer. */
    @FunctionalInterface
    interface Misbehaviour {
        void to(HttpExchange exchange) throws IOException;
    }

    ClassifierServer(Function<String, String> answers) throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(threads);
        http.createContext("/predict", exchange -> {
            String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(request);
            keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            Misbehaviour misbehaviour = next.poll();
            if (misbehaviour == null) {
                send(exchange, 200, answers.apply(request));
            } else {
                misbehaviour.to(exchange);
            }
        });
        http.start();
    }

    URI endpoint() {
        return URI.create("http://%s:%d/predict"
                .formatted(http.getAddress().getHostString(), http.getAddress().getPort()));
    }

    /** Misbehaves once for each, in order. */
    void next(Misbehaviour... all) {
        next.addAll(List.of(all));
    }

    static Misbehaviour status(int status, String body) {
        return exchange -> send(exchange, status, body);
    }

    List<String> requests() {
        return requests;
    }

    List<String> keys() {
        return keys;
    }

    static void send(HttpExchange exchange, int status, String body) throws IOException {
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
