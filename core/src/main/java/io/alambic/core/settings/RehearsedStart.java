package io.alambic.core.settings;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The start of a service without Kafka that ends by itself: for a JVM that records which classes a start takes
 * ({@code -XX:ArchiveClassesAtExit}). Whatever needs Kafka is not seen.
 */
public final class RehearsedStart {

    private static final String ARGUMENT = "rehearse";

    private static final Duration LENGTH = Duration.ofSeconds(8);
    private static final Map<String, String> NOTHING_AROUND = Map.of(
            "kafka.bootstrap.servers", "127.0.0.1:9", "quarkus.http.host", "127.0.0.1", "quarkus.http.port", "0");

    private RehearsedStart() {}

    /** Whether the arguments of a service ask for it. */
    public static boolean isAskedFor(String... arguments) {
        return List.of(arguments).contains(ARGUMENT);
    }

    /**
     * Makes the service that starts next end after some seconds.
     *
     * @param settings of the service, by their names
     * @param end ends it
     */
    public static void prepare(Map<String, String> settings, Runnable end) {
        Map<String, String> all = new HashMap<>(NOTHING_AROUND);
        all.putAll(settings);
        all.forEach(System::setProperty);
        Thread thread = new Thread(() -> endLater(end), "rehearsal");
        thread.setDaemon(true);
        thread.start();
    }

    private static void endLater(Runnable end) {
        try {
            Thread.sleep(LENGTH.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end.run();
    }
}
