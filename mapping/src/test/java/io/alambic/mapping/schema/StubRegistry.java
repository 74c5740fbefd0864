package io.alambic.mapping.schema;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Answers as registries do by their public descriptions, of what lies at its paths; and misbehaves on demand. Everything else gets the error of an unknown
 * schema.
 */
public final class StubRegistry implements AutoCloseable {

    private static final String UNKNOWN = "{\"error_code\": 40403, \"message\": \"Schema not found\"}";

    private static final String UNKNOWN_TO_APICURIO =
            "{\"status\": 404, \"title\": \"No content with id\", \"name\": \"ContentNotFoundException\"}";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Behaviour behaviour = Behaviour.ANSWERS;

    /** What it does with every request. */
    public enum Behaviour {
        ANSWERS,
        FAILS,
        REFUSES_THE_CREDENTIALS,
        SENDS_NOTHING,
        SENDS_HALF,
        CUTS_OFF,
        IS_A_PROXY_WITHOUT_A_SERVER,
        HAS_NO_SUCH_PATH,
        SENDS_A_PAGE,
        NEVER_ENDS
    }

    /** A registry without schemas, on a port of its own. */
    public StubRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** Puts an answer at a path. */
    public StubRegistry put(String path, String answer) {
        answers.put(path, answer);
        return this;
    }

    /** Puts a schema at the path of Confluent's interface. */
    public StubRegistry confluent(long id, String type, String schema, String references) {
        return put("/schemas/ids/" + id, confluentAnswer(type, schema, references));
    }

    /** Returns a schema as Confluent's interface has it. */
    public static String confluentAnswer(String type, String schema, String references) {
        return "{\"schemaType\": \"%s\", \"schema\": \"%s\", \"references\": %s}"
                .formatted(
                        type, schema.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"), references);
    }

    /** Changes what it does. */
    public void behave(Behaviour now) {
        behaviour = now;
    }

    /** Returns the paths that were asked for. */
    public List<String> asked() {
        return asked;
    }

    /** Returns the credentials that came. */
    public List<String> authorizations() {
        return authorizations;
    }

    /** Returns the address of a path. */
    public URI url(String path) {
        return URI.create("http://localhost:%d%s".formatted(server.getAddress().getPort(), path));
    }

    /** Returns settings of a client of Confluent's interface. */
    public RegistrySettings confluent(Duration timeout) {
        return settings("", timeout, 100);
    }

    /** Returns settings of a client. */
    public RegistrySettings settings(String path, Duration timeout, int cached) {
        RegistryKind kind = RegistryKind.of("auto", url(path));
        return new RegistrySettings(
                url(path), kind, kind == RegistryKind.APICURIO_2, RegistryCredentials.NONE, timeout, cached);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().toString();
        asked.add(path);
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .ifPresent(authorizations::add);
        String answer = answers.get(path);
        switch (behaviour) {
            case ANSWERS ->
                send(
                        exchange,
                        answer == null ? 404 : 200,
                        answer != null ? answer : path.startsWith("/apis/") ? UNKNOWN_TO_APICURIO : UNKNOWN);
            case FAILS -> send(exchange, 500, "{\"error_code\": 50001, \"message\": \"Error in the backend\"}");
            case REFUSES_THE_CREDENTIALS -> send(exchange, 401, "{\"error_code\": 401, \"message\": \"Unauthorized\"}");
            case IS_A_PROXY_WITHOUT_A_SERVER -> send(exchange, 404, "<html>no such server</html>");
            case HAS_NO_SUCH_PATH -> send(exchange, 404, "{\"error_code\": 404, \"message\": \"HTTP 404 Not Found\"}");
            case SENDS_A_PAGE -> send(exchange, 200, "<html>please log in</html>");
            case SENDS_NOTHING -> awaitClosed();
            case SENDS_HALF -> {
                exchange.sendResponseHeaders(200, 1000);
                exchange.getResponseBody().write('{');
                exchange.getResponseBody().flush();
                awaitClosed();
            }
            case CUTS_OFF -> {
                exchange.sendResponseHeaders(200, 1000);
                exchange.getResponseBody().write('{');
                exchange.close();
            }
            case NEVER_ENDS -> {
                exchange.sendResponseHeaders(200, 0);
                byte[] spaces = " ".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
                while (closed.getCount() > 0) {
                    exchange.getResponseBody().write(spaces);
                }
            }
        }
    }

    private void awaitClosed() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, String text) {
        try (exchange) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
