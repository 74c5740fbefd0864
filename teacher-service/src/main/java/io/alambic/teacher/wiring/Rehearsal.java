package io.alambic.teacher.wiring;

import ai.djl.ndarray.NDManager;
import io.alambic.core.model.Cnn;
import io.alambic.core.model.ModelFolder;
import io.alambic.core.model.Network;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Starts the service without Kafka, with a small model of its own, and ends it again: for a JVM that records which classes
 * a start takes ({@code -XX:ArchiveClassesAtExit}). Whatever needs Kafka is not seen.
 */
final class Rehearsal {

    /** The command's name. */
    static final String NAME = "rehearse";

    private static final Duration LENGTH = Duration.ofSeconds(8);
    private static final Cnn SMALL = new Cnn(List.of(1, 8, 8), List.of(4), List.of(), 4);

    private Rehearsal() {}

    /** Makes the service that starts next end after some seconds. */
    static void prepare() throws IOException {
        System.setProperty("alambic.teacher.model", model().toString());
        System.setProperty("alambic.teacher.feature-maps", "block1");
        System.setProperty("kafka.bootstrap.servers", "127.0.0.1:9");
        System.setProperty("quarkus.http.host", "127.0.0.1");
        System.setProperty("quarkus.http.port", "0");
        Thread end = new Thread(Rehearsal::endLater, "rehearsal");
        end.setDaemon(true);
        end.start();
    }

    private static Path model() throws IOException {
        Path folder = Files.createTempDirectory("rehearsal");
        try (NDManager manager = NDManager.newBaseManager();
                Network network = SMALL.newNetwork(manager, 1)) {
            ModelFolder.save(folder, "small", SMALL, network, Double.NaN, 0);
        }
        return folder;
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
