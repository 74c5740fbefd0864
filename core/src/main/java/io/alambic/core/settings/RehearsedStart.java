package io.alambic.core.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * The start of a service without Kafka that ends by itself: for a JVM that records which classes a start takes
 * ({@code -XX:ArchiveClassesAtExit}). It asks itself what others ask at a start; whatever needs Kafka is not seen.
 */
public final class RehearsedStart {

    private static final String ARGUMENT = "rehearse";

    private static final Duration LENGTH = Duration.ofSeconds(8);
    private static final String HOST = "127.0.0.1";
    private static final List<String> ASKED_AT_A_START = List.of("/q/health/ready", "/q/health/live", "/q/metrics");
    private static final Map<String, String> NOTHING_AROUND =
            Map.of("kafka.bootstrap.servers", HOST + ":9", "quarkus.http.host", HOST, "quarkus.http.port", "0");

    private RehearsedStart() {}

    /** Whether the arguments of a service ask for it. */
    public static boolean isAskedFor(String... arguments) {
        return List.of(arguments).contains(ARGUMENT);
    }

    /**
     * Makes the service that starts next end after some seconds.
     *
     * @param settings of the service, by their names
     * @param port of its HTTP server, which runs by the time it is asked for
     * @param end ends it
     */
    public static void prepare(Map<String, String> settings, IntSupplier port, Runnable end) {
        Map<String, String> all = new HashMap<>(NOTHING_AROUND);
        all.putAll(settings);
        all.forEach(System::setProperty);
        Thread thread = new Thread(() -> endLater(port, end), "rehearsal");
        thread.setDaemon(true);
        thread.start();
    }

    private static void endLater(IntSupplier port, Runnable end) {
        try {
            Thread.sleep(LENGTH.toMillis());
            for (String path : ASKED_AT_A_START) {
                ask(port.getAsInt(), path);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException("the rehearsed service does not answer: " + e.getMessage(), e);
        } finally {
            end.run();
        }
    }

    /** Whatever the answer: without Kafka, a service is not ready. */
    private static void ask(int port, String path) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) new URL("http", HOST, port, path).openConnection();
        connection.getResponseCode();
        connection.disconnect();
    }
}
