package io.alambic.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.cli.observe.Metrics;
import io.alambic.testing.ServiceUnderTest;
import io.alambic.testing.SharedBroker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Replaces every process of a student, one after the other, while clients call its replicas. */
class RollingUpdateIT {

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private static final String STUDENT = "student";
    private static final int CALLERS = 4;
    private static final int RECORDS = 20;
    private static final int SAMPLES = 20;
    private static final int TERMINATED = 143;

    private final QuadrantKnowledge task = new QuadrantKnowledge(SAMPLES, new SplittableRandom(7));
    private long sent;

    @TempDir
    Path work;

    /** A process of the student, and how to start its successor on the same port. */
    private final class Place implements AutoCloseable {

        private final String name;
        private final Map<String, String> settings;
        private final int grpcPort;
        private ServiceUnderTest now;
        private int starts;

        Place(String name, Map<String, String> settings) {
            this.name = name;
            this.settings = settings;
            settings.put("alambic.student.grpc.port", "0");
            now = start();
            grpcPort = now.grpcPort();
            settings.put("alambic.student.grpc.port", Integer.toString(grpcPort));
        }

        private ServiceUnderTest start() {
            starts++;
            return PackagedServices.start("student-service", settings, work.resolve(name + "-" + starts + ".log"));
        }

        /** Replaces the process; the successor is ready before the next process is stopped, as in Kubernetes. */
        int replace() {
            now.terminate();
            int exitCode = now.exitCode();
            now = start().awaitReady();
            return exitCode;
        }

        long answers() throws InterruptedException {
            return Metrics.parse(now.metrics()).count("alambic_student_inference_samples_total");
        }

        @Override
        public void close() {
            now.close();
        }
    }

    private Place trainer(TestTopics topics) {
        Map<String, String> settings = QuadrantKnowledge.trainer(STUDENT, 8, topics.settings());
        settings.put(
                "alambic.student.checkpoint-dir", work.resolve("checkpoints").toString());
        return new Place("trainer", settings);
    }

    private Place replica(TestTopics topics, String name) {
        Map<String, String> settings = QuadrantKnowledge.student(STUDENT, topics.settings());
        settings.put("alambic.student.mode", "serving");
        return new Place(name, settings);
    }

    private void produce(TestTopics topics) throws Exception {
        for (int i = 0; i < RECORDS; i++) {
            topics.send(topics.names().knowledge(), task.record(topics.names().samples(), sent));
            sent++;
        }
    }

    @Test
    void noCallFailsAndNoRecordIsLostWhileEachProcessIsReplaced() throws Exception {
        // Given
        try (TestTopics topics = new TestTopics(BROKER, "rolling");
                Place trainer = trainer(topics);
                Place one = replica(topics, "one");
                Place two = replica(topics, "two")) {
            produce(topics);
            one.now.awaitReady();
            two.now.awaitReady();
            String both = "127.0.0.1:%d,127.0.0.1:%d".formatted(one.grpcPort, two.grpcPort);
            try (SteadyCallers callers = new SteadyCallers(both, CALLERS)) {
                // When
                for (Place place : List.of(one, two, trainer)) {
                    long before = callers.answered();
                    assertThat(place.replace()).isEqualTo(TERMINATED);
                    produce(topics);
                    place.now.await("calls are answered on", () -> callers.answered() > before);
                }
                one.now.await("the new replicas answer", () -> one.answers() > 0 && two.answers() > 0);
                callers.stop();

                // Then
                assertThat(callers.failures()).isEmpty();
            }
            trainer.now.await("everything is learned", () -> topics.committed(STUDENT) == topics.knowledgeEnd());
        }
    }
}
