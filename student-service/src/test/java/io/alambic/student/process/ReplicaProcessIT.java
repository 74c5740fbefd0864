package io.alambic.student.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.alambic.inference.ModelInferResponse;
import io.alambic.student.KnowledgeLog;
import io.alambic.student.TinyTask;
import io.alambic.student.protocol.Requests;
import io.alambic.testing.SharedBroker;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar in serving mode, before, beside and after a trainer that is killed. */
class ReplicaProcessIT {

    private static final Set<String> DISTRIBUTIONS = Set.of("timer", "histogram", "summary");

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    Path work;

    @Test
    void isReadyOnceThereAreWeightsAndServesOnWhenTheTrainerIsKilled() throws Exception {
        // Given
        KnowledgeLog log = KnowledgeLog.on(BROKER).create(1);
        Map<String, String> settings = StudentProcess.settings(log, work.resolve("checkpoints"));
        settings.put("alambic.student.weights.chunk-bytes", "1024");
        try (log;
                StudentProcess replica = replica(log, "replica.log").awaitStarted();
                StudentProcess trainer = StudentProcess.start(settings, work.resolve("trainer.log"))) {
            log.createTopic(log.topics().weights());
            int readyBefore = replica.status("/q/health/ready");
            int live = replica.status("/q/health/live");
            log.produce(0, 20, 20);
            replica.awaitReady();
            trainer.await(
                    "everything to be learned", () -> log.committedOffsets().equals(log.endOffsets()));
            trainer.await("the newest to be published", () -> version(trainer, "published") == served(trainer));
            replica.await("the same version", () -> served(replica) == served(trainer));

            // When
            trainer.kill();
            ModelInferResponse answer = infer(log, replica.grpcPort());
            try (StudentProcess late = replica(log, "late.log").awaitReady()) {
                // Then
                assertThat(infer(log, late.grpcPort())).isEqualTo(answer);
                assertThat(readyBefore).isEqualTo(503);
                assertThat(live).isEqualTo(200);
                assertThat(Requests.argMax(answer)).isEqualTo(1);
                assertThat(late.output()).doesNotContain("ERROR");
                assertDocumented(late.scrape());
                late.terminate();
                assertThat(late.exitCode()).isEqualTo(143);
            }
        }
    }

    private static double version(StudentProcess process, String which) throws Exception {
        return process.scrape().value("alambic_student_weights_%s_version".formatted(which));
    }

    private static double served(StudentProcess process) throws Exception {
        return process.scrape().value("alambic_student_served_version");
    }

    private static void assertDocumented(Scrape scrape) throws IOException {
        List<DocumentedMetric> documented =
                DocumentedMetric.under("Replica", Path.of(System.getProperty("alambic.test.metrics")));
        Set<String> expected = new TreeSet<>();
        for (DocumentedMetric metric : documented) {
            expected.add(metric.name());
            if (DISTRIBUTIONS.contains(metric.type())) {
                expected.add(metric.name() + "_max");
            }
            assertThat(scrape.types()).containsEntry(metric.name(), metric.prometheusType());
            assertThat(scrape.labels(metric.name()).keySet())
                    .as("labels of %s", metric.name())
                    .isEqualTo(metric.labels().keySet());
        }
        assertThat(scrape.types().keySet().stream().filter(name -> name.startsWith("alambic_")))
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(scrape.value("alambic_student_freshness_seconds")).isPositive();
    }

    private StudentProcess replica(KnowledgeLog log, String output) throws IOException {
        Map<String, String> settings = StudentProcess.settings(log, work.resolve("none"));
        settings.remove("alambic.student.checkpoint-dir");
        settings.put("alambic.student.mode", "serving");
        return StudentProcess.start(settings, work.resolve(output));
    }

    private static ModelInferResponse infer(KnowledgeLog log, int port) {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        try {
            return GRPCInferenceServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(10, TimeUnit.SECONDS)
                    .modelInfer(Requests.typed(log.topics().student(), 1, TinyTask.image(1)));
        } finally {
            channel.shutdownNow();
        }
    }
}
