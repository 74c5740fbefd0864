package io.alambic.student.wiring;

import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;

/**
 * Starts the service without Kafka and ends it again: for a JVM that records which classes a start takes
 * ({@code -XX:ArchiveClassesAtExit}). Whatever needs Kafka is not seen.
 */
final class Rehearsal {

    /** The command's name. */
    static final String NAME = "rehearse";

    private static final Duration LENGTH = Duration.ofSeconds(8);

    private Rehearsal() {}

    /** Makes the service that starts next end after some seconds. */
    static void prepare() throws IOException {
        System.setProperty(
                "alambic.student.checkpoint-dir",
                Files.createTempDirectory("rehearsal").toString());
        System.setProperty("kafka.bootstrap.servers", "127.0.0.1:9");
        System.setProperty("quarkus.http.host", "127.0.0.1");
        System.setProperty("quarkus.http.port", "0");
        System.setProperty("alambic.student.grpc.host", "127.0.0.1");
        System.setProperty("alambic.student.grpc.port", "0");
        Thread end = new Thread(Rehearsal::endLater, "rehearsal");
        end.setDaemon(true);
        end.start();
    }

    private static void endLater() {
        try {
            Thread.sleep(LENGTH.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Quarkus.asyncExit();
    }
}
