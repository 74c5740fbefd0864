package io.alambic.core.startup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The start of a service without Kafka that ends by itself: for a JVM that records which classes a start takes
 * ({@code -XX:ArchiveClassesAtExit}). It requests what probes request at a start; whatever needs Kafka is not seen.
 */
public final class RehearsedStart {

    /** System property: how many seconds the service runs after its start. */
    public static final String SECONDS = "alambic.rehearsal.seconds";

    private static final String ARGUMENT = "rehearse";
    private static final int DEFAULT_SECONDS = 8;

    private RehearsedStart() {}

    /** Returns whether the arguments of a service ask for a rehearsal. */
    public static boolean isAskedFor(String... arguments) {
        return List.of(arguments).contains(ARGUMENT);
    }

    /** Sets system properties for a service that starts next. */
    public static void prepare(Map<String, String> settings) {
        settings.forEach(System::setProperty);
    }

    /**
     * Ends a service that has started after some seconds.
     *
     * @param pages requested before the end
     * @param end ends the service
     */
    public static void endSoon(List<URI> pages, Runnable end) {
        Duration length = Duration.ofSeconds(Integer.getInteger(SECONDS, DEFAULT_SECONDS));
        Thread thread = new Thread(() -> endAfter(length, pages, end), "rehearsal");
        thread.setDaemon(true);
        thread.start();
    }

    private static void endAfter(Duration length, List<URI> pages, Runnable end) {
        try {
            Thread.sleep(length.toMillis());
            for (URI page : pages) {
                request(page);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException("the rehearsed service does not answer: " + e.getMessage(), e);
        } finally {
            end.run();
        }
    }

    /** Any answer will do: without Kafka, a service is not ready. */
    private static void request(URI page) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) page.toURL().openConnection();
        connection.getResponseCode();
        connection.disconnect();
    }
}
