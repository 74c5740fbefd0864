package io.alambic.student.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.train.Candidate;
import io.alambic.core.train.CandidateSettings;
import io.alambic.core.zoo.Cnn;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferRequest.InferInputTensor;
import io.alambic.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.alambic.student.Recorder;
import io.alambic.student.protocol.Requests;
import io.alambic.student.registry.ServedModel;
import io.alambic.student.registry.ServedModels;
import io.grpc.Status;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * One client asks at a steady pace while a candidate trains on another thread, as fast as it can. The
 * latencies that it prints depend on the machine; that every call is answered and that training goes on does
 * not.
 */
class ServingWhileTrainingIT {

    private static final Cnn STUDENT = new Cnn(List.of(1, 28, 28), List.of(16, 32), List.of(64), 10);
    private static final int BATCH = 64;
    private static final int CALLS = 300;
    private static final long PAUSE_MS = 5;

    private final ServedModels models = Serving.models();
    private final Recorder recorder = new Recorder();
    private GrpcStudent student;

    @BeforeEach
    void start() throws Exception {
        student = new GrpcStudent(
                Serving.settings(2, 64), STUDENT.signature(), models, recorder, new OpenStreams(Serving.STREAMS));
        models.serve(new ServedModel(STUDENT.newNetwork(student.engine(), 3), 1, 1, 1));
        ask();
    }

    @AfterEach
    void stop() throws Exception {
        student.close();
    }

    @Test
    void everyCallIsAnsweredAndTrainingGoesOn() throws Exception {
        // Given
        AtomicBoolean done = new AtomicBoolean();
        long[] idle = ask();

        // When
        CompletableFuture<Long> training = CompletableFuture.supplyAsync(() -> train(done));
        long[] busy = ask();
        done.set(true);

        // Then
        assertThat(training.get(60, TimeUnit.SECONDS)).isPositive();
        assertThat(recorder.codes()).hasSize(3 * CALLS).containsOnly(Status.Code.OK);
        System.out.printf(
                Locale.ROOT,
                "steps=%d without training p50=%.2f ms p99=%.2f ms, while training p50=%.2f ms p99=%.2f ms%n",
                training.get(),
                millis(idle, 50),
                millis(idle, 99),
                millis(busy, 50),
                millis(busy, 99));
    }

    /** Nanoseconds of each call, sorted. */
    private long[] ask() throws InterruptedException {
        long[] nanos = new long[CALLS];
        for (int i = 0; i < CALLS; i++) {
            long start = System.nanoTime();
            student.blocking().modelInfer(request());
            nanos[i] = System.nanoTime() - start;
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        }
        Arrays.sort(nanos);
        return nanos;
    }

    private long train(AtomicBoolean done) {
        CandidateSettings settings =
                new CandidateSettings(STUDENT, 1, 0, 0, new Temperature(2), List.of(), 0.001f, 0, 42);
        try (NDManager engine = NDManager.newBaseManager();
                Candidate candidate = Candidate.fresh(settings, engine)) {
            while (!done.get()) {
                try (NDManager scope = engine.newSubManager()) {
                    NDArray images = scope.ones(new Shape(BATCH, 1, 28, 28));
                    NDArray logits = scope.zeros(new Shape(BATCH, 10), DataType.FLOAT32);
                    candidate.train(
                            new TrainingBatch(BATCH, Map.of("image", images), logits, Map.of(), null),
                            this::letCallsGoFirst);
                }
            }
            return candidate.step();
        }
    }

    private void letCallsGoFirst() {
        student.pipeline().awaitQuiet(TimeUnit.MILLISECONDS.toNanos(7));
    }

    private static double millis(long[] sorted, int percentile) {
        return sorted[Math.min(sorted.length - 1, sorted.length * percentile / 100)] / 1e6;
    }

    private static ModelInferRequest request() {
        return ModelInferRequest.newBuilder()
                .setModelName("student")
                .addInputs(InferInputTensor.newBuilder()
                        .setName("image")
                        .setDatatype("FP32")
                        .addAllShape(List.of(1L, 1L, 28L, 28L)))
                .addRawInputContents(Requests.bytes(new float[28 * 28]))
                .addOutputs(InferRequestedOutputTensor.newBuilder().setName("logits"))
                .build();
    }
}
