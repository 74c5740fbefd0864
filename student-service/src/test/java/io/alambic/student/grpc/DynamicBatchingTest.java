package io.alambic.student.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.inference.InferParameter;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.alambic.inference.ModelInferResponse;
import io.alambic.inference.ServerLiveRequest;
import io.alambic.student.Recorder;
import io.alambic.student.TinyTask;
import io.alambic.student.protocol.Requests;
import io.alambic.student.registry.FakeNetwork;
import io.alambic.student.registry.ServedModel;
import io.alambic.student.registry.ServedModels;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many clients, one worker whose first pass the test holds up, so that the others wait and join. */
class DynamicBatchingTest {

    private static final int CALLS = 6;

    private final ServedModels models = Serving.models();
    private final Recorder recorder = new Recorder();
    private GrpcStudent student;
    private HeldFirst network;

    /** A real network whose first pass waits, and one of whose passes fails where an image is dark. */
    private static final class HeldFirst implements TrainableNetwork {

        private final TrainableNetwork real;
        private final FakeNetwork gate = FakeNetwork.held();
        private boolean first = true;

        HeldFirst(TrainableNetwork real) {
            this.real = real;
        }

        @Override
        public Signature signature() {
            return real.signature();
        }

        @Override
        public Map<String, NDArray> forward(Map<String, NDArray> inputs) {
            if (first) {
                first = false;
                gate.forward(inputs);
            }
            for (float pixel : inputs.get("image").toFloatArray()) {
                if (pixel < 0) {
                    throw new IllegalStateException("darker than black");
                }
            }
            return real.forward(inputs);
        }

        @Override
        public Map<String, NDArray> forwardTraining(Map<String, NDArray> inputs) {
            return real.forwardTraining(inputs);
        }

        @Override
        public Map<String, NDArray> snapshot() {
            return real.snapshot();
        }

        @Override
        public Map<String, NDArray> learned() {
            return real.learned();
        }

        @Override
        public void close() {
            real.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        student = new GrpcStudent(
                Serving.settings(1, 64),
                TinyTask.STUDENT.signature(),
                models,
                recorder,
                new OpenStreams(Serving.STREAMS));
        network = new HeldFirst(TinyTask.STUDENT.newNetwork(student.engine(), 3));
        models.serve(new ServedModel(network, 1, 1, 1));
    }

    @AfterEach
    void stop() throws Exception {
        student.close();
    }

    @Test
    void callsThatWaitShareAPassAndEachGetsTheAnswerItWouldGetAlone() throws Exception {
        // Given
        Future<ModelInferResponse> first = holdUp();
        List<Future<ModelInferResponse>> waiting = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            waiting.add(student.future().modelInfer(logits(TinyTask.image(i % 4), 1 + i % 2)));
        }
        recorder.await("all calls to come in", seen -> seen.inflight() == CALLS + 1);
        answerBehindAllBefore();

        // When
        network.gate.letOnePass();

        // Then
        first.get(60, TimeUnit.SECONDS);
        for (int i = 0; i < CALLS; i++) {
            ModelInferResponse together = waiting.get(i).get(60, TimeUnit.SECONDS);
            ModelInferResponse alone = student.blocking().modelInfer(logits(TinyTask.image(i % 4), 1 + i % 2));
            assertThat(together.getOutputs(0).getShape(0)).isEqualTo(1 + i % 2);
            assertThat(Requests.numbers(together)).containsExactly(Requests.numbers(alone), offset());
        }
        assertThat(recorder.passes()).startsWith(1, CALLS);
    }

    @Test
    void whatIsRefusedOrGivenUpOrFailsSpoilsNobodyElse() throws Exception {
        // Given
        Future<ModelInferResponse> first = holdUp();
        Future<ModelInferResponse> good = student.future().modelInfer(logits(TinyTask.image(1), 1));
        Future<ModelInferResponse> invalid = student.future()
                .modelInfer(logits(TinyTask.image(1), 1).toBuilder()
                        .clearRawInputContents()
                        .build());
        float[] dark = TinyTask.image(1);
        dark[0] = -1;
        Future<ModelInferResponse> failing = student.future().modelInfer(logits(dark, 1));
        Future<ModelInferResponse> givenUp = student.future().modelInfer(logits(TinyTask.image(2), 1));
        Future<ModelInferResponse> late = student.future()
                .modelInfer(logits(TinyTask.image(2), 1).toBuilder()
                        .putParameters(
                                "timeout",
                                InferParameter.newBuilder().setInt64Param(1).build())
                        .build());
        assertThat(code(invalid)).isEqualTo(Status.Code.INVALID_ARGUMENT);
        recorder.await("all but the invalid one to wait", seen -> seen.inflight() == 5);
        givenUp.cancel(true);
        answerBehindAllBefore();

        // When
        network.gate.letOnePass();

        // Then
        first.get(60, TimeUnit.SECONDS);
        assertThat(good.get(60, TimeUnit.SECONDS).getOutputs(0).getShape(0)).isEqualTo(1);
        assertThat(code(failing)).isEqualTo(Status.Code.INTERNAL);
        assertThat(code(late)).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        recorder.await("every call to end", seen -> seen.inflight() == 0);
        assertThat(recorder.codes())
                .containsExactlyInAnyOrder(
                        Status.Code.OK,
                        Status.Code.OK,
                        Status.Code.INVALID_ARGUMENT,
                        Status.Code.INTERNAL,
                        Status.Code.CANCELLED,
                        Status.Code.DEADLINE_EXCEEDED);
    }

    /** One thread reads the connection: with this answer, what was sent before it is in the queue, or gone from it. */
    private void answerBehindAllBefore() {
        student.blocking().serverLive(ServerLiveRequest.getDefaultInstance());
    }

    private Future<ModelInferResponse> holdUp() throws InterruptedException {
        Future<ModelInferResponse> first = student.future().modelInfer(logits(TinyTask.image(0), 1));
        network.gate.awaitEntered();
        return first;
    }

    private static Status.Code code(Future<ModelInferResponse> answer) throws Exception {
        try {
            answer.get(60, TimeUnit.SECONDS);
            return Status.Code.OK;
        } catch (ExecutionException e) {
            return ((StatusRuntimeException) e.getCause()).getStatus().getCode();
        }
    }

    private static org.assertj.core.data.Offset<Float> offset() {
        return org.assertj.core.data.Offset.offset(1e-4f);
    }

    private static ModelInferRequest logits(float[] image, int samples) {
        float[] images = new float[samples * image.length];
        for (int i = 0; i < samples; i++) {
            System.arraycopy(image, 0, images, i * image.length, image.length);
        }
        return Requests.raw("student", samples, images).toBuilder()
                .addOutputs(InferRequestedOutputTensor.newBuilder().setName("logits"))
                .build();
    }
}
