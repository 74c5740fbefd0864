package io.alambic.student.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.zoo.Cnn;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferRequest.InferInputTensor;
import io.alambic.inference.ModelInferResponse;
import io.alambic.student.Recorder;
import io.alambic.student.ServingSettings;
import io.alambic.student.inference.Batching;
import io.alambic.student.inference.ResponseHandler;
import io.alambic.student.protocol.Requests;
import io.alambic.student.registry.ServedModel;
import io.alambic.student.registry.ServedModels;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Weights are swapped while requests come as fast as they are answered. Each network's every weight is one
 * number that its version says, so an answer that mixed two versions would show.
 */
class HotSwapIT {

    private static final int CLIENTS = 64;
    private static final int REQUESTS = 100_000;
    private static final int SWAPS = 200;
    private static final Cnn TINY = new Cnn(List.of(1, 2, 2), List.of(1), List.of(), 2);

    private final ServedModels models = new ServedModels(3, InstantSource.system(), () -> {});
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final CountDownLatch done = new CountDownLatch(CLIENTS);

    @Test
    void noRequestFailsAndNoAnswerMixesTwoVersions() throws Exception {
        // Given
        ServingSettings settings = Serving.settings(0, 2, 256, new Batching(32, Duration.ZERO, List.of()), List.of());
        try (GrpcStudent student =
                new GrpcStudent(settings, TINY.signature(), models, new Recorder(), new OpenStreams(Serving.STREAMS))) {
            serve(student.engine(), 1);
            for (int i = 0; i < CLIENTS; i++) {
                Client client = new Client(student, i % 2 == 0);
                client.ask();
            }

            // When
            for (int version = 2; version <= SWAPS + 1; version++) {
                serve(student.engine(), version);
                awaitAnswers((version - 1) * (REQUESTS / SWAPS));
            }

            // Then
            assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(failure.get()).isNull();
            assertThat(answered.get()).isGreaterThanOrEqualTo(REQUESTS);
        }
    }

    private void awaitAnswers(int count) {
        Awaitility.await("answers come")
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofMinutes(2))
                .until(() -> answered.get() >= count || failure.get() != null);
    }

    private void serve(NDManager engine, int version) {
        TrainableNetwork network = TINY.newNetwork(engine, 1);
        network.learned().values().forEach(weight -> weight.muli(0).addi(weightOf(version)));
        models.serve(new ServedModel(network, version, version, 0));
    }

    private static float weightOf(long version) {
        return version / 256f;
    }

    private static ModelInferRequest request() {
        return ModelInferRequest.newBuilder()
                .setModelName("student")
                .addInputs(InferInputTensor.newBuilder()
                        .setName("image")
                        .setDatatype("FP32")
                        .addAllShape(List.of(1L, 1L, 2L, 2L)))
                .addRawInputContents(Requests.bytes(1, 1, 1, 1))
                .addOutputs(ModelInferRequest.InferRequestedOutputTensor.newBuilder()
                        .setName("logits"))
                .build();
    }

    /** Asks again whenever it has been answered: over a connection, or within the process, which is faster. */
    private final class Client implements StreamObserver<ModelInferResponse>, ResponseHandler {

        private final GrpcStudent student;
        private final boolean remote;

        Client(GrpcStudent student, boolean remote) {
            this.student = student;
            this.remote = remote;
        }

        void ask() {
            if (remote) {
                student.async().modelInfer(request(), this);
            } else {
                student.pipeline().api().infer(request(), this);
            }
        }

        @Override
        public Object client() {
            return this;
        }

        /** With all weights v and all inputs 1, the pooled map is 4v + v and both logits v(4v + v) + v. */
        @Override
        public void onNext(ModelInferResponse response) {
            float v = weightOf(response.getParametersOrThrow("version").getInt64Param());
            float expected = v * (4 * v + v) + v;
            float[] logits = Requests.numbers(response);
            if (Math.abs(logits[0] - expected) > 1e-6 || Math.abs(logits[1] - expected) > 1e-6) {
                failure.compareAndSet(null, new AssertionError(response.toString()));
            }
            answered.incrementAndGet();
        }

        @Override
        public void onCompleted() {
            if (answered.get() < REQUESTS && failure.get() == null) {
                ask();
            } else {
                done.countDown();
            }
        }

        @Override
        public void onError(Throwable reason) {
            failure.compareAndSet(null, reason);
            done.countDown();
        }

        @Override
        public Optional<Status> gone() {
            return Optional.empty();
        }

        @Override
        public void answered(ModelInferResponse response) {
            onNext(response);
            onCompleted();
        }

        @Override
        public void refused(StatusRuntimeException reason) {
            onError(reason);
        }
    }
}
