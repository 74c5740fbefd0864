package io.alambic.student.canary;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.task.Tasks;
import io.alambic.core.train.YieldPolicy;
import io.alambic.core.zoo.Cnn;
import io.alambic.student.Recorder;
import io.alambic.student.TinyTask;
import io.alambic.student.grpc.GrpcStudent;
import io.alambic.student.grpc.OpenStreams;
import io.alambic.student.grpc.Serving;
import io.alambic.student.operate.OperatorService;
import io.alambic.student.protocol.Requests;
import io.alambic.student.registry.ServedModel;
import io.alambic.student.registry.ServedModels;
import io.alambic.student.threads.TestThreads;
import io.alambic.student.threads.ThreadSupervisor;
import io.alambic.student.training.LifeCycle;
import io.alambic.student.training.Transfer;
import io.alambic.v1.GetStatusRequest;
import io.alambic.v1.GetStatusResponse;
import io.alambic.v1.StudentServiceGrpc;
import io.alambic.v1.WatchModelRequest;
import io.alambic.v1.WatchModelResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Candidates on trial behind a real connection; each network always names one class. */
@Timeout(120)
class CanaryTest {

    /** Of its weights, only the last bias has as many values as there are classes. */
    private static final Cnn TINY = new Cnn(List.of(1, 8, 8), List.of(6, 8), List.of(16), TinyTask.CLASSES);

    private static final Duration LONG = Duration.ofHours(1);

    private final Recorder recorder = new Recorder();
    private final ServedModels models = new ServedModels(2, InstantSource.system(), () -> {});
    private final Semaphore comparisons = new Semaphore(Integer.MAX_VALUE / 2);
    private final ThreadSupervisor supervisor = TestThreads.supervisor();
    private GrpcStudent student;
    private Canary canary;

    @BeforeEach
    void start() throws Exception {
        OpenStreams streams = new OpenStreams(16);
        student = new GrpcStudent(
                Serving.settings(2, 64),
                TINY.signature(),
                models,
                recorder,
                streams,
                new OperatorService(
                        "student",
                        models,
                        new LifeCycle(),
                        Optional::empty,
                        () -> Transfer.NONE,
                        streams,
                        Runnable::run));
        models.serve(naming(1, 1, 9));
    }

    @AfterEach
    void stop() throws Exception {
        comparisons.release(1000);
        canary.stop(TestThreads.soon());
        student.close();
    }

    @Test
    void aCandidateThatAgreesInTheShadowIsPromotedAndAnswersNothingBefore() {
        // Given
        begin(new CanarySettings(0, 1, 0.95, 5, LONG));
        boolean served = models.offer(naming(2, 1, 5));

        // When
        while (recorder.trials().size() < 2) {
            long version = ask();

            // Then
            assertThat(version == 1 || models.peek().orElseThrow().version() == 2)
                    .isTrue();
        }
        assertThat(served).isFalse();
        assertThat(recorder.trials()).containsExactly("began 2", "promoted 2");
        assertThat(recorder.canaryCalls()).isZero();
        assertThat(recorder.agreed()).isEqualTo(recorder.compared()).isGreaterThanOrEqualTo(5);
        assertThat(ask()).isEqualTo(2);
    }

    @Test
    void aCandidateThatDiffersAnswersItsShareAndIsWithdrawn() throws Exception {
        // Given
        begin(new CanarySettings(0.5, 0, 0.95, 4, LONG));
        comparisons.drainPermits();
        models.offer(naming(2, 3, 9));

        // When
        List<Long> versions = List.of(ask(), ask(), ask(), ask());
        GetStatusResponse early = status();
        comparisons.release(1000);
        while (recorder.trials().size() < 2) {
            ask();
        }

        // Then
        assertThat(versions).containsExactly(1L, 2L, 1L, 2L);
        assertThat(early.getTrial().getCandidate().getVersion()).isEqualTo(2);
        assertThat(early.getTrial().getComparedSamples()).isZero();
        assertThat(status().hasTrial()).isFalse();
        assertThat(recorder.trials()).containsExactly("began 2", "withdrew 2");
        assertThat(recorder.agreed()).isZero();
        assertThat(ask()).isEqualTo(1);
        assertThat(models.versions()).extracting(ServedModel::version).containsExactly(1L);
    }

    @Test
    void whatACandidateAnsweredMayBeLearnedFromLikeAnyOtherAnswer() {
        // Given
        begin(new CanarySettings(0.5, 0, 0.95, 1000, LONG));
        comparisons.drainPermits();
        models.offer(naming(2, 3, 9));

        // When
        long first = ask();
        recorder.await("the first answer", seen -> seen.answeredRequests().size() == 1);
        long second = ask();
        recorder.await("both answers", seen -> seen.answeredRequests().size() == 2);

        // Then
        assertThat(first).isEqualTo(1);
        assertThat(second).isEqualTo(2);
        assertThat(recorder.answeredRequests().get(0).probabilities().orElseThrow()[0][1])
                .isGreaterThan(0.9);
        assertThat(recorder.answeredRequests().get(1).probabilities().orElseThrow()[0][3])
                .isGreaterThan(0.9);
    }

    @Test
    void aCandidateWhoseAnswersAreNotFiniteIsWithdrawnAtOnce() {
        // Given
        begin(new CanarySettings(0, 1, 0, 1000, LONG));
        models.offer(naming(2, 1, Float.NaN));

        // When
        while (recorder.trials().size() < 2) {
            ask();
        }

        // Then
        assertThat(recorder.trials()).containsExactly("began 2", "withdrew 2");
        assertThat(ask()).isEqualTo(1);
    }

    @Test
    void theThreadThatComparesGoesOnAfterAFailure() {
        // Given
        AtomicInteger passes = new AtomicInteger();
        begin(new CanarySettings(0, 1, 0.95, 5, LONG), () -> {
            if (passes.incrementAndGet() < 3) {
                throw new OutOfMemoryError("Java heap space");
            }
        });
        models.offer(naming(2, 1, 5));

        // When
        while (recorder.trials().size() < 2) {
            ask();
        }

        // Then
        assertThat(recorder.trials()).containsExactly("began 2", "promoted 2");
        assertThat(supervisor.failures()).isEqualTo(2);
        assertThat(supervisor.failed()).isEmpty();
    }

    private ManagedChannel channel() {
        return NettyChannelBuilder.forAddress("localhost", student.port())
                .usePlaintext()
                .build();
    }

    private GetStatusResponse status() {
        ManagedChannel channel = channel();
        try {
            return StudentServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(60, TimeUnit.SECONDS)
                    .getStatus(GetStatusRequest.getDefaultInstance());
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void whoeverWatchesIsToldOfAWithdrawal() {
        // Given
        begin(new CanarySettings(0, 1, 1, 1, LONG));
        ManagedChannel channel = channel();
        Iterator<WatchModelResponse> told = StudentServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(60, TimeUnit.SECONDS)
                .watchModel(WatchModelRequest.getDefaultInstance());
        WatchModelResponse first = told.next();

        // When
        models.offer(naming(2, 3, 9));
        while (recorder.trials().size() < 2) {
            ask();
        }

        // Then
        WatchModelResponse second = told.next();
        channel.shutdownNow();
        assertThat(first.getPromoted().getVersion()).isEqualTo(1);
        assertThat(second.getWithdrawn().getVersion()).isEqualTo(2);
        assertThat(second.hasPromoted()).isFalse();
    }

    @Test
    void answersNeverWaitForAComparison() {
        // Given
        begin(new CanarySettings(0, 1, 1, 1000, LONG));
        comparisons.drainPermits();
        models.offer(naming(2, 1, 5));

        // When
        for (int i = 0; i < 10; i++) {
            assertThat(ask()).isEqualTo(1);
        }

        // Then
        recorder.await("what was not compared", seen -> seen.droppedComparisons() >= 8);
        assertThat(recorder.compared()).isZero();
    }

    @Test
    void withoutRequestsItIsPromotedAtTheEndOfTheWindow() {
        // Given
        begin(new CanarySettings(0.1, 0, 1, 1000, Duration.ofMillis(1)));

        // When
        models.offer(naming(2, 3, 9));
        recorder.await("the end", seen -> seen.trials().size() == 2);

        // Then
        assertThat(recorder.trials()).containsExactly("began 2", "promoted 2");
        assertThat(ask()).isEqualTo(2);
    }

    @Test
    void whileAVersionIsPinnedNothingIsTried() throws Exception {
        // Given
        begin(new CanarySettings(1, 1, 1, 1, LONG));
        models.pin(0);

        // When
        boolean served = models.offer(naming(2, 3, 9));

        // Then
        assertThat(served).isTrue();
        assertThat(ask()).isEqualTo(1);
        assertThat(recorder.trials()).isEmpty();
    }

    private void begin(CanarySettings settings) {
        begin(settings, comparisons::acquireUninterruptibly);
    }

    private void begin(CanarySettings settings, YieldPolicy yieldPolicy) {
        canary = new Canary(
                settings,
                Tasks.CLASSIFICATION.alikeness().orElseThrow(),
                TINY.signature(),
                models,
                student::engine,
                yieldPolicy,
                System::nanoTime,
                recorder,
                supervisor);
        student.observe(canary);
        canary.start();
    }

    private ServedModel naming(long version, int label, float sure) {
        TrainableNetwork network = TINY.newNetwork(student.engine(), 1);
        float[] logits = new float[TinyTask.CLASSES];
        logits[label] = sure;
        for (NDArray weight : network.learned().values()) {
            weight.muli(0);
            if (weight.getShape().equals(new Shape(TinyTask.CLASSES))) {
                try (NDArray bias = student.engine().create(logits)) {
                    weight.addi(bias);
                }
            }
        }
        return new ServedModel(network, version, version, 0);
    }

    private long ask() {
        return Long.parseLong(student.blocking()
                .modelInfer(Requests.raw("student", 1, TinyTask.image(0)))
                .getModelVersion());
    }
}
