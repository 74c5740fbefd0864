package io.alambic.student.process;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.alambic.core.checkpoint.CheckpointStore;
import io.alambic.core.checkpoint.Lineage;
import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.alambic.student.KnowledgeLog;
import io.alambic.student.TinyTask;
import io.alambic.student.protocol.Requests;
import io.alambic.testing.ExternalTool;
import io.alambic.testing.SharedBroker;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar against a real broker: health, metrics, and every way in which a process ends. */
class StudentProcessIT {

    /** SIGTERM's: 128 + 15. */
    private static final int TERMINATED = 143;

    private static final int SAMPLES = 50;
    private static final String FAILING = "alambic_student_checkpoint_failing";
    private static final Set<String> DISTRIBUTIONS = Set.of("timer", "histogram", "summary");

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    Path work;

    private KnowledgeLog log;

    @BeforeEach
    void connect() throws Exception {
        log = KnowledgeLog.on(BROKER).create(2);
    }

    @AfterEach
    void disconnect() {
        log.close();
    }

    @Test
    void showsTheDocumentedMetricsAndNoOther() throws Exception {
        // Given
        List<DocumentedMetric> documented =
                DocumentedMetric.under("Student", Path.of(System.getProperty("alambic.test.metrics")));
        log.produce(0, 20, SAMPLES);
        try (StudentProcess student = start("student.log").awaitReady()) {
            student.await(
                    "everything to be learned", () -> log.committedOffsets().equals(log.endOffsets()));
            infer(student.grpcPort());
            student.await(
                    "layers to be compared",
                    () -> student.scrape().types().containsKey("alambic_student_layer_cka_ratio"));

            // When
            Scrape scrape = student.scrape();

            // Then
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
                metric.labels().forEach((label, values) -> {
                    if (!values.isEmpty()) {
                        assertThat(scrape.labels(metric.name()).get(label))
                                .as("values of %s of %s", label, metric.name())
                                .isEqualTo(values);
                    }
                });
            }
            assertThat(scrape.types().keySet().stream().filter(name -> name.startsWith("alambic_")))
                    .containsExactlyInAnyOrderElementsOf(expected);
            assertThat(scrape.value("alambic_student_samples_total")).isEqualTo(20 * SAMPLES);
            assertThat(scrape.value("alambic_student_lag_records")).isZero();
            assertThat(scrape.value("alambic_student_inference_samples_total")).isEqualTo(1);
            assertThat(scrape.value("alambic_student_freshness_seconds")).isPositive();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatLearnsGivesWayToWhatAnswers() throws Exception {
        // Given
        log.produce(0, 20, SAMPLES);
        try (StudentProcess student = start("student.log").awaitReady()) {

            // When
            Map<String, Integer> niceness = student.niceness();

            // Then
            assertThat(niceness).containsEntry("trainer", 3).containsEntry("ingest", 3);
            assertThat(niceness).containsEntry("C1 CompilerThre", 3);
            assertThat(niceness).containsEntry("inference-1", 0).containsEntry("inference-2", 0);
        }
    }

    @Test
    void isLiveAndStartedBeforeItHasWeightsAndReadyOnceItHas() throws Exception {
        // Given
        try (StudentProcess student = start("student.log").awaitStarted()) {
            assertThat(student.status("/q/health/live")).isEqualTo(200);
            assertThat(student.status("/q/health/ready")).isEqualTo(503);

            // When
            log.produce(0, 20, SAMPLES);
            student.awaitReady();

            // Then
            assertThat(student.body("/q/health/ready")).contains("\"grpc port\": " + student.grpcPort());
            assertThat(student.status("/q/health")).isEqualTo(200);
        }
    }

    @Test
    void endsOnSigtermWithACheckpointFromWhichTheNextStartGoesOn() throws Exception {
        // Given
        log.produce(0, 30, SAMPLES);
        Lineage atEnd;
        try (StudentProcess first = start("first.log").awaitReady()) {
            first.terminate();
            assertThat(first.exitCode()).isEqualTo(TERMINATED);
            assertThat(first.output()).contains("Stopped").doesNotContain("ERROR");
            atEnd = newestLineage();
        }

        // When
        try (StudentProcess second = start("second.log").awaitReady()) {
            Scrape scrape = second.scrape();
            second.await("its word on the checkpoint", () -> second.output().contains("Restored from checkpoint"));

            // Then
            assertThat(scrape.value("alambic_student_served_step")).isGreaterThanOrEqualTo(atEnd.step());
            assertThat(second.output()).contains("step=%d trained=%d".formatted(atEnd.step(), atEnd.trained()));
        }
    }

    @Test
    void countsEverySampleOnceThoughItIsKilledWhileItTrains() throws Exception {
        // Given
        log.produce(0, 20, SAMPLES);
        AtomicBoolean killed = new AtomicBoolean();
        CompletableFuture<Integer> produced;
        try (StudentProcess first = start("first.log").awaitReady()) {
            produced = CompletableFuture.supplyAsync(() -> produceUntil(killed, 20));
            first.await("checkpoints", () -> first.scrape().value("alambic_student_checkpoint_seconds_count") >= 2);
            first.kill();
        } finally {
            killed.set(true);
        }
        log.produce(produced.get(), 10, SAMPLES);
        long records = produced.get() + 10L;
        long inTheCheckpoint = newestLineage().trained() + newestLineage().heldOut();
        assertThat(inTheCheckpoint).isBetween(1L, records * SAMPLES - 1);

        // When
        try (StudentProcess second = start("second.log").awaitReady()) {
            second.await(
                    "everything to be learned", () -> log.committedOffsets().equals(log.endOffsets()));
            double learnedByTheSecond = second.scrape().value("alambic_student_samples_total");
            second.terminate();
            second.exitCode();

            // Then
            assertThat(learnedByTheSecond + inTheCheckpoint).isEqualTo(records * SAMPLES);
        }
        Lineage last = newestLineage();
        assertThat(last.trained() + last.heldOut()).isEqualTo(records * SAMPLES);
        assertThat(last.offsets()).isEqualTo(log.endOffsets());
    }

    @Test
    void learnsAndServesOnWhileNoCheckpointCanBeWrittenAndRecovers() throws Exception {
        new ExternalTool(List.of("prlimit", "--version"), "prlimit is missing: install Debian's util-linux").require();
        // Given
        log.produce(0, 30, SAMPLES);
        try (StudentProcess student = start("student.log").awaitReady()) {
            student.await(
                    "everything to be learned", () -> log.committedOffsets().equals(log.endOffsets()));

            // When
            student.limitFiles("2048");
            log.produce(30, 30, SAMPLES);
            student.await("a failed checkpoint", () -> student.scrape().value(FAILING) == 1);
            student.await(
                    "everything to be learned", () -> log.committedOffsets().equals(log.endOffsets()));
            infer(student.grpcPort());
            String health = student.body("/q/health/live");
            int live = student.status("/q/health/live");
            student.limitFiles("unlimited");
            student.await("a checkpoint", () -> student.scrape().value(FAILING) == 0);

            // Then
            assertThat(health).contains("cannot be written: ");
            assertThat(live).isEqualTo(200);
            assertThat(student.scrape().value("alambic_student_checkpoint_failures_total"))
                    .isPositive();
            assertThat(student.output()).contains("Checkpoints are written again");
            assertThat(newestLineage().offsets()).isEqualTo(log.endOffsets());
            student.terminate();
            student.exitCode();
        }
        assertThat(newestLineage().read()).isEqualTo(log.read());
        assertThat(work.resolve("checkpoints")).isDirectoryNotContaining("glob:**.{tmp,damaged}");
    }

    /** Produces records without an end before the student is killed; returns how many there are then. */
    private int produceUntil(AtomicBoolean killed, int from) {
        int next = from;
        while (!killed.get()) {
            try {
                log.produce(next, 10, SAMPLES);
            } catch (ExecutionException | InterruptedException e) {
                throw new CompletionException(e);
            }
            next += 10;
        }
        return next;
    }

    private StudentProcess start(String output) throws IOException {
        return StudentProcess.start(StudentProcess.settings(log, work.resolve("checkpoints")), work.resolve(output));
    }

    private Lineage newestLineage() throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            CheckpointStore store = new CheckpointStore(work.resolve("checkpoints"), 3, (file, reason) -> {
                throw new AssertionError(file + " was set aside: " + reason);
            });
            return store.newest(TinyTask.STUDENT.fingerprint(), manager)
                    .orElseThrow()
                    .lineage();
        }
    }

    private void infer(int port) {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        try {
            GRPCInferenceServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(10, TimeUnit.SECONDS)
                    .modelInfer(Requests.typed(log.topics().student(), 1, TinyTask.image(0)));
        } finally {
            channel.shutdownNow();
        }
    }
}
