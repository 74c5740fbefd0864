package io.alambic.student.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.alambic.inference.DataType;
import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.alambic.inference.InferParameter;
import io.alambic.inference.ModelConfig;
import io.alambic.inference.ModelConfigRequest;
import io.alambic.inference.ModelConfigResponse;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.alambic.inference.ModelInferResponse;
import io.alambic.inference.ModelStatistics;
import io.alambic.inference.ModelStatisticsRequest;
import io.alambic.inference.ModelStreamInferResponse;
import io.alambic.inference.RepositoryIndexRequest;
import io.alambic.inference.RepositoryIndexResponse.ModelIndex;
import io.alambic.inference.RepositoryModelLoadRequest;
import io.alambic.inference.RepositoryModelLoadResponse;
import io.alambic.inference.RepositoryModelUnloadRequest;
import io.alambic.inference.ServerMetadataRequest;
import io.alambic.student.Recorder;
import io.alambic.student.ServingSettings;
import io.alambic.student.TinyTask;
import io.alambic.student.inference.Batching;
import io.alambic.student.protocol.Requests;
import io.alambic.student.registry.ServedModel;
import io.alambic.student.registry.ServedModels;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes beyond the protocol's core, over a real connection. */
class ExtensionsTest {

    private static final int SEED = 3;
    private static final List<String> LABELS = List.of("north", "east", "south", "west");

    private final ServedModels models = Serving.models();
    private final Recorder recorder = new Recorder();
    private GrpcStudent student;

    @BeforeEach
    void start() throws Exception {
        ServingSettings settings =
                Serving.settings(0, 1, 64, new Batching(64, Duration.ofNanos(1_500_000), List.of(16)), LABELS);
        student = new GrpcStudent(
                settings, TinyTask.STUDENT.signature(), models, recorder, new OpenStreams(Serving.STREAMS));
    }

    @AfterEach
    void stop() throws Exception {
        student.close();
    }

    private void serve() {
        models.serve(new ServedModel(TinyTask.STUDENT.newNetwork(student.engine(), SEED), 12, 345, 6789));
    }

    @Test
    void namesItsExtensions() {
        // When
        var metadata = student.blocking().serverMetadata(ServerMetadataRequest.getDefaultInstance());

        // Then
        assertThat(metadata.getExtensionsList())
                .containsExactly(
                        "binary_tensor_data",
                        "classification",
                        "model_configuration",
                        "model_repository",
                        "statistics");
    }

    @Test
    void describesHowTheModelIsServedBeforeAndAfterTheFirstPromotion() {
        // Given
        var request = ModelConfigRequest.newBuilder().setName("student").build();
        ModelConfig before = student.blocking().modelConfig(request).getConfig();
        serve();

        // When
        ModelConfig config = student.blocking()
                .modelConfig(request.toBuilder().setVersion("12").build())
                .getConfig();

        // Then
        assertThat(config).isEqualTo(before);
        assertThat(config.getName()).isEqualTo("student");
        assertThat(config.getMaxBatchSize()).isEqualTo(64);
        assertThat(config.getDynamicBatching().getMaxQueueDelayMicroseconds()).isEqualTo(1_500);
        assertThat(config.getDynamicBatching().getPreferredBatchSizeList()).containsExactly(16);
        assertThat(config.getInputList()).singleElement().satisfies(image -> {
            assertThat(image.getName()).isEqualTo("image");
            assertThat(image.getDataType()).isEqualTo(DataType.TYPE_FP32);
            assertThat(image.getDimsList()).containsExactly(1L, 8L, 8L);
        });
        assertThat(config.getOutputList()).anySatisfy(logits -> {
            assertThat(logits.getName()).isEqualTo("logits");
            assertThat(logits.getDataType()).isEqualTo(DataType.TYPE_FP32);
            assertThat(logits.getDimsList()).containsExactly((long) TinyTask.CLASSES);
        });
    }

    @Test
    void refusesTheConfigurationOfAnUnknownVersion() {
        // Given
        serve();

        // When
        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, () -> student.blocking()
                .modelConfig(ModelConfigRequest.newBuilder()
                        .setName("student")
                        .setVersion("13")
                        .build()));

        // Then
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    }

    @Test
    void refusesACallThatItLacksWithTheNamesOfThoseThatItHas() {
        // Given
        MethodDescriptor<ModelConfigRequest, ModelConfigResponse> trace =
                GRPCInferenceServiceGrpc.getModelConfigMethod().toBuilder()
                        .setFullMethodName(GRPCInferenceServiceGrpc.SERVICE_NAME + "/TraceSetting")
                        .build();

        // When
        StatusRuntimeException refused = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> ClientCalls.blockingUnaryCall(
                        student.channel(), trace, CallOptions.DEFAULT, ModelConfigRequest.getDefaultInstance()));

        // Then
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
        assertThat(refused.getStatus().getDescription())
                .isEqualTo("this call is not offered; this server has ModelConfig, ModelInfer, ModelMetadata,"
                        + " ModelReady, ModelStatistics, ModelStreamInfer, RepositoryIndex, RepositoryModelLoad,"
                        + " RepositoryModelUnload, ServerLive, ServerMetadata, ServerReady");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate"})
    void answersACallInTheCodingOfItsRequest(String coding) {
        // Given
        serve();
        ModelInferRequest request = asking("logits", 0, true);
        ModelInferResponse plain = student.blocking().modelInfer(request);
        AtomicReference<Metadata> headers = new AtomicReference<>();

        // When
        ModelInferResponse answer = student.blocking()
                .withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()))
                .withCompression(coding)
                .modelInfer(request);

        // Then
        assertThat(answer).isEqualTo(plain);
        assertThat(headers.get().get(Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER)))
                .isEqualTo(coding);
    }

    @Test
    void probabilitiesAreTheSoftmaxOfTheLogits() {
        // Given
        serve();

        // When
        float[] logits = Requests.numbers(student.blocking().modelInfer(asking("logits", 0, true)));
        float[] probabilities = Requests.numbers(student.blocking().modelInfer(asking("probabilities", 0, true)));

        // Then
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit);
        }
        assertThat(probabilities).hasSize(TinyTask.CLASSES);
        for (int i = 0; i < logits.length; i++) {
            assertThat((double) probabilities[i]).isCloseTo(Math.exp(logits[i]) / sum, within(1e-6));
        }
    }

    @Test
    void classifiesWithScoreIndexAndLabelLargestFirst() {
        // Given
        serve();
        float[] logits = Requests.numbers(student.blocking().modelInfer(asking("logits", 0, false)));

        // When
        ModelInferResponse answer = student.blocking().modelInfer(asking("logits", 2, false));

        // Then
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        var output = answer.getOutputs(0);
        assertThat(output.getDatatype()).isEqualTo("BYTES");
        assertThat(output.getShapeList()).containsExactly(1L, 2L);
        assertThat(output.getContents().getBytesContents(0).toStringUtf8())
                .isEqualTo("%f:%d:%s".formatted(logits[best], best, LABELS.get(best)));
    }

    @Test
    void rawClassesStandBehindTheirLengths() {
        // Given
        serve();
        var typed = student.blocking()
                .modelInfer(asking("logits", 1, false))
                .getOutputs(0)
                .getContents()
                .getBytesContents(0);

        // When
        ModelInferResponse answer = student.blocking().modelInfer(asking("logits", 1, true));

        // Then
        var raw = answer.getRawOutputContents(0);
        assertThat(raw.byteAt(0)).isEqualTo((byte) typed.size());
        assertThat(raw.substring(Integer.BYTES)).isEqualTo(typed);
    }

    @Test
    void aStreamIsAnsweredInItsOrderAndGoesOnAfterARefusal() throws Exception {
        // Given
        serve();
        Answers answers = new Answers();
        StreamObserver<ModelInferRequest> stream = student.async().modelStreamInfer(answers);

        // When
        for (int i = 0; i < 100; i++) {
            ModelInferRequest.Builder request =
                    asking("logits", 0, true).toBuilder().setId("request-" + i);
            stream.onNext(i == 50 ? request.clearInputs().build() : request.build());
        }
        stream.onCompleted();

        // Then
        List<ModelStreamInferResponse> all = answers.all.get(60, TimeUnit.SECONDS);
        assertThat(all).hasSize(100);
        for (int i = 0; i < 100; i++) {
            assertThat(all.get(i).getInferResponse().getId()).isEqualTo("request-" + i);
            assertThat(all.get(i).getErrorMessage().isEmpty()).isEqualTo(i != 50);
        }
        assertThat(all.get(50).getErrorMessage()).startsWith("INVALID_ARGUMENT: raw_input_contents has 1 entries");
    }

    @Test
    void countsRequestsSamplesAndPassesOfAVersion() {
        // Given
        serve();
        for (int i = 0; i < 5; i++) {
            student.blocking().modelInfer(asking("logits", 0, true));
        }

        // When
        ModelStatistics statistics = student.blocking()
                .modelStatistics(
                        ModelStatisticsRequest.newBuilder().setName("student").build())
                .getModelStats(0);

        // Then
        assertThat(statistics.getVersion()).isEqualTo("12");
        assertThat(statistics.getInferenceCount()).isEqualTo(5);
        assertThat(statistics.getExecutionCount()).isEqualTo(5);
        assertThat(statistics.getLastInference()).isPositive();
        assertThat(statistics.getInferenceStats().getSuccess().getCount()).isEqualTo(5);
        assertThat(statistics.getInferenceStats().getSuccess().getNs())
                .isGreaterThanOrEqualTo(
                        statistics.getInferenceStats().getComputeInfer().getNs());
        assertThat(statistics.getBatchStats(0).getBatchSize()).isEqualTo(1);
        assertThat(statistics.getBatchStats(0).getComputeInfer().getCount()).isEqualTo(5);
    }

    @Test
    void indexesTheOneModelBeforeAndAfterItAnswers() {
        // Given
        RepositoryIndexRequest all = RepositoryIndexRequest.getDefaultInstance();
        RepositoryIndexRequest ready =
                RepositoryIndexRequest.newBuilder().setReady(true).build();

        // When
        List<ModelIndex> before = student.blocking().repositoryIndex(all).getModelsList();
        List<ModelIndex> readyBefore = student.blocking().repositoryIndex(ready).getModelsList();
        serve();
        List<ModelIndex> after = student.blocking().repositoryIndex(ready).getModelsList();

        // Then
        assertThat(before).singleElement().satisfies(model -> {
            assertThat(model.getState()).isEqualTo("UNAVAILABLE");
            assertThat(model.getReason()).isEqualTo("no weights have been promoted yet");
        });
        assertThat(readyBefore).isEmpty();
        assertThat(after)
                .containsExactly(ModelIndex.newBuilder()
                        .setName("student")
                        .setVersion("12")
                        .setState("READY")
                        .build());
    }

    @Test
    void isLoadedAndStaysSo() {
        // Given
        serve();

        // When
        RepositoryModelLoadResponse loaded = student.blocking()
                .repositoryModelLoad(RepositoryModelLoadRequest.newBuilder()
                        .setModelName("student")
                        .build());
        Status unload = refusal(() -> student.blocking()
                .repositoryModelUnload(RepositoryModelUnloadRequest.newBuilder()
                        .setModelName("student")
                        .build()));
        Status other = refusal(() -> student.blocking()
                .repositoryModelLoad(RepositoryModelLoadRequest.newBuilder()
                        .setModelName("other")
                        .build()));

        // Then
        assertThat(loaded).isEqualTo(RepositoryModelLoadResponse.getDefaultInstance());
        assertThat(unload.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(other.getCode()).isEqualTo(Status.Code.NOT_FOUND);
    }

    private static Status refusal(Runnable call) {
        return catchThrowableOfType(StatusRuntimeException.class, call::run).getStatus();
    }

    private static ModelInferRequest asking(String output, int classes, boolean raw) {
        InferRequestedOutputTensor.Builder requested =
                InferRequestedOutputTensor.newBuilder().setName(output);
        if (classes > 0) {
            requested.putParameters(
                    "classification",
                    InferParameter.newBuilder().setInt64Param(classes).build());
        }
        float[] image = TinyTask.image(1);
        ModelInferRequest request = raw ? Requests.raw("student", 1, image) : Requests.typed("student", 1, image);
        return request.toBuilder().addOutputs(requested).build();
    }

    private static final class Answers implements StreamObserver<ModelStreamInferResponse> {

        private final List<ModelStreamInferResponse> seen = new ArrayList<>();
        private final CompletableFuture<List<ModelStreamInferResponse>> all = new CompletableFuture<>();

        @Override
        public void onNext(ModelStreamInferResponse answer) {
            seen.add(answer);
        }

        @Override
        public void onError(Throwable reason) {
            all.completeExceptionally(reason);
        }

        @Override
        public void onCompleted() {
            all.complete(seen);
        }
    }
}
