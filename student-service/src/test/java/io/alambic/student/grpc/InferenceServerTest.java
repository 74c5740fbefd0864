package io.alambic.student.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.djl.ndarray.NDManager;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.alambic.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceFutureStub;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferResponse;
import io.alambic.inference.ModelMetadataRequest;
import io.alambic.inference.ModelMetadataResponse;
import io.alambic.inference.ModelReadyRequest;
import io.alambic.inference.ServerReadyRequest;
import io.alambic.student.Recorder;
import io.alambic.student.ServingSettings;
import io.alambic.student.TinyTask;
import io.alambic.student.inference.Batching;
import io.alambic.student.protocol.Requests;
import io.alambic.student.registry.FakeNetwork;
import io.alambic.student.registry.ServedModel;
import io.alambic.student.registry.ServedModels;
import io.alambic.student.threads.TestThreads;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The gRPC server over a real connection: one worker thread, one call may wait. */
class InferenceServerTest {

    private static final int SAMPLES = 2;
    private static final int SHORT_MILLIS = 500;

    private final Recorder recorder = new Recorder();
    private final ServedModels models = Serving.models();
    private NDManager engine;
    private InferenceServer server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        engine = NDManager.newBaseManager();
        server = server(0);
        server.start();
        channel = NettyChannelBuilder.forAddress("localhost", server.port())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() throws Exception {
        channel.shutdownNow();
        server.stop(TestThreads.soon());
        models.close();
        engine.close();
    }

    @Test
    void answersWithTheVersionStepAndEventTimeOfTheWeights() {
        // Given
        TrainableNetwork network = TinyTask.STUDENT.newNetwork(engine, 3);
        models.serve(new ServedModel(network, 12, 345, 6789));

        // When
        ModelInferResponse answer = blocking().modelInfer(request(true));

        // Then
        assertThat(answer.getModelVersion()).isEqualTo("12");
        assertThat(answer.getId()).isEqualTo("raw");
        assertThat(answer.getParametersMap().get("version").getInt64Param()).isEqualTo(12);
        assertThat(answer.getParametersMap().get("step").getInt64Param()).isEqualTo(345);
        assertThat(answer.getParametersMap().get("newest_event_time").getInt64Param())
                .isEqualTo(6789);
    }

    @Test
    void rawAndTypedRequestsGetEqualAnswersInTheirOwnForm() {
        // Given
        models.serve(new ServedModel(TinyTask.STUDENT.newNetwork(engine, 3), 1, 1, 1));

        // When
        ModelInferResponse raw = blocking().modelInfer(request(true));
        ModelInferResponse typed = blocking().modelInfer(request(false));

        // Then
        assertThat(Requests.numbers(raw)).hasSize(SAMPLES * TinyTask.CLASSES).isEqualTo(Requests.numbers(typed));
        assertThat(raw.getOutputsList()).noneMatch(output -> output.hasContents());
        assertThat(typed.getRawOutputContentsCount()).isZero();
        assertThat(raw.getOutputs(0).getShapeList()).containsExactly(2L, 4L);
    }

    @Test
    void describesTheModelBeforeAndAfterItHasWeights() {
        // Given
        ModelMetadataRequest request =
                ModelMetadataRequest.newBuilder().setName("student").build();

        // When
        ModelMetadataResponse before = blocking().modelMetadata(request);
        models.serve(new ServedModel(TinyTask.STUDENT.newNetwork(engine, 3), 12, 1, 1));
        ModelMetadataResponse after = blocking().modelMetadata(request);

        // Then
        assertThat(before.getInputs(0).getShapeList()).containsExactly(-1L, 1L, 8L, 8L);
        assertThat(before.getOutputs(0).getShapeList()).containsExactly(-1L, 4L);
        assertThat(before.getVersionsList()).isEmpty();
        assertThat(after.getVersionsList()).containsExactly("12");
    }

    @Test
    void isNotReadyBeforeItHasWeights() {
        // When
        StatusRuntimeException refused = catchThrowableOfType(
                StatusRuntimeException.class, () -> blocking().modelInfer(request(true)));

        // Then
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(refused.getStatus().getDescription()).isEqualTo("model 'student' has no promoted weights yet");
        assertThat(blocking()
                        .serverReady(ServerReadyRequest.getDefaultInstance())
                        .getReady())
                .isFalse();
        assertThat(blocking()
                        .modelReady(ModelReadyRequest.newBuilder()
                                .setName("student")
                                .build())
                        .getReady())
                .isFalse();
    }

    @Test
    void healthFollowsReadiness() {
        // Given
        ServingStatus before = health();

        // When
        server.ready();

        // Then
        assertThat(before).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(health()).isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void refusesAnUnknownModelAndAnUnknownVersion() {
        // Given
        models.serve(new ServedModel(FakeNetwork.quick(), 12, 1, 1));

        // When
        StatusRuntimeException model = catchThrowableOfType(StatusRuntimeException.class, () -> blocking()
                .modelInfer(request(true).toBuilder().setModelName("other").build()));
        StatusRuntimeException version = catchThrowableOfType(StatusRuntimeException.class, () -> blocking()
                .modelInfer(request(true).toBuilder().setModelVersion("11").build()));

        // Then
        assertThat(model.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(model.getStatus().getDescription()).isEqualTo("no model 'other'; this server has 'student'");
        assertThat(version.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(version.getStatus().getDescription())
                .isEqualTo("version '11' of model 'student' is not served; served are [12]");
    }

    @Test
    void refusesWhatDoesNotFitInTheQueueAtOnce() throws Exception {
        // Given
        FakeNetwork network = FakeNetwork.held();
        models.serve(new ServedModel(network, 1, 1, 1));
        Future<ModelInferResponse> running = future().modelInfer(logits());
        network.awaitEntered();
        Future<ModelInferResponse> waiting = future().modelInfer(logits());
        recorder.await("the second call to wait", seen -> seen.inflight() == 2);

        // When
        StatusRuntimeException refused = catchThrowableOfType(
                StatusRuntimeException.class, () -> blocking().modelInfer(logits()));

        // Then
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(refused.getStatus().getDescription())
                .isEqualTo("no more than 1 requests and 1048576 bytes wait at once");
        assertThat(network.passes()).isZero();
        network.letOnePass();
        network.letOnePass();
        assertThat(running.get(30, TimeUnit.SECONDS).getOutputsCount()).isEqualTo(1);
        assertThat(waiting.get(30, TimeUnit.SECONDS).getOutputsCount()).isEqualTo(1);
    }

    @Test
    void doesNotComputeWhatNobodyWaitsForAnyLonger() throws Exception {
        // Given
        FakeNetwork network = FakeNetwork.held();
        models.serve(new ServedModel(network, 1, 1, 1));
        Future<ModelInferResponse> running = future().modelInfer(logits());
        network.awaitEntered();

        // When
        Future<ModelInferResponse> late =
                future().withDeadlineAfter(SHORT_MILLIS, TimeUnit.MILLISECONDS).modelInfer(logits());
        recorder.await("both calls to be received", seen -> seen.inflight() == 2);
        Deadline ofTheServer = Deadline.after(SHORT_MILLIS, TimeUnit.MILLISECONDS);
        Awaitility.await().until(ofTheServer::isExpired);
        network.letOnePass();
        running.get(30, TimeUnit.SECONDS);
        recorder.await("both calls to end", seen -> seen.codes().size() == 2);

        // Then
        assertThatThrownBy(late::get)
                .satisfies(error ->
                        assertThat(Status.fromThrowable(error).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));
        assertThat(network.passes()).isEqualTo(1);
        assertThat(recorder.inflight()).isZero();
    }

    @Test
    void saysThatItsPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
            // Given
            InferenceServer second = server(taken.getLocalPort());

            // When
            java.io.IOException refused = catchThrowableOfType(java.io.IOException.class, second::start);

            // Then
            assertThat(refused)
                    .hasMessage("gRPC cannot listen on localhost:%d: Address already in use"
                            .formatted(taken.getLocalPort()));
        }
    }

    private InferenceServer server(int port) {
        ServingSettings settings = Serving.settings(port, 1, 1, new Batching(64, Duration.ZERO, List.of()), List.of());
        return Serving.server(settings, TinyTask.STUDENT.signature(), models, engine, recorder);
    }

    private static ModelInferRequest request(boolean raw) {
        float[] images = new float[SAMPLES * 64];
        System.arraycopy(TinyTask.image(1), 0, images, 0, 64);
        System.arraycopy(TinyTask.image(2), 0, images, 64, 64);
        return raw ? Requests.raw("student", SAMPLES, images) : Requests.typed("student", SAMPLES, images);
    }

    private static ModelInferRequest logits() {
        return request(true).toBuilder()
                .addOutputs(ModelInferRequest.InferRequestedOutputTensor.newBuilder()
                        .setName("logits"))
                .build();
    }

    private ServingStatus health() {
        return HealthGrpc.newBlockingStub(channel)
                .withDeadlineAfter(30, TimeUnit.SECONDS)
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus();
    }

    private GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub blocking() {
        return GRPCInferenceServiceGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
    }

    private GRPCInferenceServiceFutureStub future() {
        return GRPCInferenceServiceGrpc.newFutureStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
    }
}
