package io.alambic.student.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.student.KnowledgeLog;
import io.alambic.testing.ExternalTool;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client that is not ours, Debian's Python gRPC with messages from the public specification, talks to
 * the packaged student while it trains.
 */
@ExtendWith(KafkaClusterExtension.class)
class OpenInferenceClientIT {

    /** Debian's, whose packages python3-grpcio and python3-protobuf put their modules there. */
    private static final String PYTHON = "/usr/bin/python3";

    private static final long PATIENCE_SECONDS = 60;
    private static final int RECORDS = 40;
    private static final int SAMPLES = 20;

    KafkaCluster cluster;

    @TempDir
    Path work;

    @BeforeAll
    static void requireClient() throws Exception {
        ExternalTool.pythonModule(PYTHON, "grpc, google.protobuf", "python3-grpcio, with python3-protobuf")
                .require();
    }

    @Test
    void isUnderstoodByAClientThatKnowsOnlyTheSpecification() throws Exception {
        // Given
        Path script =
                Path.of(getClass().getResource("/open_inference_client.py").toURI());
        try (KnowledgeLog log = new KnowledgeLog(cluster.getKafkaClientConfiguration()).create(1);
                StudentProcess student = StudentProcess.start(
                        StudentProcess.settings(cluster.getBootstrapServers(), work.resolve("checkpoints")),
                        work.resolve("student.log"))) {
            log.produce(0, RECORDS, SAMPLES);
            student.awaitReady();
            AtomicBoolean done = new AtomicBoolean();
            CompletableFuture<Void> stream = CompletableFuture.runAsync(() -> produceUntil(done, log));
            double stepsBefore = student.scrape().value("alambic_student_steps_total");

            // When
            Run client = run(List.of(PYTHON, script.toString(), "127.0.0.1:" + student.grpcPort(), "student"));
            double stepsAfter = student.scrape().value("alambic_student_steps_total");
            done.set(true);
            stream.join();

            // Then
            assertThat(client.output()).endsWith("done\n");
            assertThat(client.exitCode()).isZero();
            assertThat(stepsAfter).isGreaterThan(stepsBefore);
        }
    }

    private static void produceUntil(AtomicBoolean done, KnowledgeLog log) {
        long offset = RECORDS;
        while (!done.get()) {
            try {
                log.produce(offset, 10, SAMPLES);
            } catch (ExecutionException | InterruptedException e) {
                throw new CompletionException(e);
            }
            offset += 10;
        }
    }

    private record Run(int exitCode, String output) {}

    private static Run run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), output);
    }
}
