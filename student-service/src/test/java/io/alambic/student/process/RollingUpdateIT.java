package io.alambic.student.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.student.KnowledgeLog;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every process of a student is replaced, one after the other, while customers ask its replicas. */
@ExtendWith(KafkaClusterExtension.class)
class RollingUpdateIT {

    private static final int CALLERS = 4;
    private static final int RECORDS = 20;
    private static final int SAMPLES = 20;
    private static final int TERMINATED = 143;

    KafkaCluster cluster;

    @TempDir
    Path work;

    /** A process of the student, and how to start the next one in its place. */
    private final class Place implements AutoCloseable {

        private final Map<String, String> settings;
        private final Path log;
        private StudentProcess now;

        Place(String name, Map<String, String> settings) throws Exception {
            this.settings = settings;
            this.log = work.resolve(name + ".log");
            settings.put("quarkus.http.port", Integer.toString(StudentProcess.freePort()));
            settings.put("alambic.student.grpc.port", Integer.toString(StudentProcess.freePort()));
            now = StudentProcess.start(settings, log);
        }

        /** The new one answers before anything else is stopped, as Kubernetes has it. */
        int replace() throws Exception {
            now.terminate();
            int exitCode = now.exitCode();
            now = StudentProcess.start(settings, log).awaitReady();
            return exitCode;
        }

        @Override
        public void close() {
            now.close();
        }
    }

    private Place trainer() throws Exception {
        return new Place(
                "trainer", StudentProcess.settings(cluster.getBootstrapServers(), work.resolve("checkpoints")));
    }

    private Place replica(String name) throws Exception {
        Map<String, String> settings = StudentProcess.settings(cluster.getBootstrapServers(), work.resolve("none"));
        settings.remove("alambic.student.checkpoint-dir");
        settings.put("alambic.student.mode", "serving");
        return new Place(name, settings);
    }

    private static long answers(Place place) throws Exception {
        return (long) place.now.scrape().value("alambic_student_inference_samples_total");
    }

    @Test
    void noCallFailsAndNoRecordIsLostWhileEachProcessIsReplaced() throws Exception {
        // Given
        try (KnowledgeLog log = new KnowledgeLog(cluster.getKafkaClientConfiguration()).create(1)) {
            log.createTopic("alambic.weights");
            try (Place trainer = trainer();
                    Place one = replica("one");
                    Place two = replica("two")) {
                log.produce(0, RECORDS, SAMPLES);
                one.now.awaitReady();
                two.now.awaitReady();
                String both = List.of(one, two).stream()
                        .map(place -> "127.0.0.1:" + place.now.grpcPort())
                        .collect(Collectors.joining(","));
                try (SteadyCallers callers = new SteadyCallers(both, CALLERS)) {
                    // When
                    for (Place place : List.of(one, two, trainer)) {
                        long before = callers.answered();
                        assertThat(place.replace()).isEqualTo(TERMINATED);
                        log.produce(0, RECORDS, SAMPLES);
                        place.now.await("calls that are answered on", () -> callers.answered() > before);
                    }
                    one.now.await("answers of the new one", () -> answers(one) > 0 && answers(two) > 0);
                    callers.stop();

                    // Then
                    assertThat(callers.failures()).isEmpty();
                }
                trainer.now.await(
                        "everything to be learned", () -> log.committedOffsets().equals(log.endOffsets()));
            }
        }
    }
}
