package io.alambic.student.grpc;

import static io.alambic.client.InferenceException.Reason.INVALID_REQUEST;
import static io.alambic.client.InferenceException.Reason.UNAVAILABLE;
import static io.alambic.client.InferenceException.Reason.UNKNOWN_MODEL_OR_VERSION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.alambic.client.ClientSettings;
import io.alambic.client.InferenceException;
import io.alambic.client.InferenceException.Reason;
import io.alambic.client.InferenceRequest;
import io.alambic.client.InferenceResult;
import io.alambic.client.ModelInfo;
import io.alambic.client.NamedTensor;
import io.alambic.client.StudentClient;
import io.alambic.student.Recorder;
import io.alambic.student.TinyTask;
import io.alambic.student.registry.ServedModel;
import io.alambic.student.registry.ServedModels;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client library's contract with a student: its real server, over a real connection. */
class StudentClientTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int PIXELS = TinyTask.SIDE * TinyTask.SIDE;
    private static final InferenceRequest TWO = InferenceRequest.of(images(new float[2 * PIXELS]));

    private final ServedModels models = new ServedModels(2, InstantSource.system(), () -> {});
    private GrpcStudent student;
    private StudentClient client;

    @BeforeEach
    void start() throws IOException {
        student = new GrpcStudent(
                Serving.settings(1, 64),
                TinyTask.STUDENT.signature(),
                models,
                new Recorder(),
                new OpenStreams(Serving.STREAMS));
        client = new StudentClient(settings());
    }

    @AfterEach
    void stop() throws InterruptedException {
        client.close();
        student.close();
    }

    private ClientSettings settings() {
        return ClientSettings.of("localhost:" + student.port());
    }

    private void serve(long version) {
        models.serve(new ServedModel(
                TinyTask.STUDENT.newNetwork(student.engine(), version), version, 10 * version, 1000 * version));
    }

    private static NamedTensor images(float[] pixels) {
        return NamedTensor.of("image", pixels, pixels.length / PIXELS, 1, TinyTask.SIDE, TinyTask.SIDE);
    }

    private static Consumer<InferenceException> because(Reason reason) {
        return e -> assertThat(e.reason()).isEqualTo(reason);
    }

    @Test
    void anAnswerHoldsLogitsAndProbabilitiesAndWhichWeightsGaveIt() {
        // Given
        serve(12);

        // When
        InferenceResult result = client.infer(TWO.withId("mine"));

        // Then
        assertThat(result.id()).isEqualTo("mine");
        assertThat(result.output("logits").shape()).containsExactly(2L, (long) TinyTask.CLASSES);
        assertThat(IntStream.range(0, TinyTask.CLASSES)
                        .mapToDouble(i -> result.output("probabilities").rows()[1][i])
                        .sum())
                .isCloseTo(1, within(1e-5));
        assertThat(result.outputs()).extracting(NamedTensor::name).containsExactly("logits", "probabilities");
        assertThat(result.weights().version()).isEqualTo(12);
        assertThat(result.weights().step()).isEqualTo(120);
        assertThat(result.weights().freshness(Instant.ofEpochSecond(15))).contains(Duration.ofSeconds(3));
    }

    @Test
    void bytesThatStandForNumbersAreAskedAboutAsThoseNumbers() {
        // Given
        serve(1);
        byte[] white = new byte[PIXELS];
        float[] ones = new float[PIXELS];
        Arrays.fill(white, (byte) -1);
        Arrays.fill(ones, 1);

        // When
        InferenceResult quantized = client.infer(NamedTensor.of("image", white, 1, 1, TinyTask.SIDE, TinyTask.SIDE)
                .quantized(NamedTensor.Quantization.PIXELS));
        InferenceResult real = client.infer(images(ones));

        // Then
        assertThat(quantized.output("logits").floats())
                .containsExactly(real.output("logits").floats());
    }

    @Test
    void onlyTheOutputsThatAreWantedCome() {
        // Given
        serve(1);

        // When
        InferenceResult result = client.infer(TWO.withOutputs("block2", "logits"));

        // Then
        assertThat(result.outputs()).extracting(NamedTensor::name).containsExactly("block2", "logits");
    }

    @Test
    void aPinnedVersionAnswersAndTheRequestsOwnGoesFirst() {
        // Given
        serve(1);
        serve(2);

        try (StudentClient pinned = new StudentClient(settings().withVersion(1))) {
            // When
            InferenceResult byClient = pinned.infer(TWO);
            InferenceResult byRequest = pinned.infer(TWO.withVersion(2));

            // Then
            assertThat(byClient.weights().version()).isEqualTo(1);
            assertThat(byRequest.weights().version()).isEqualTo(2);
            assertThat(client.infer(TWO).weights().version()).isEqualTo(2);
        }
    }

    @Test
    void manyAskAtOnceThroughOneClient() {
        // Given
        serve(3);

        // When
        List<CompletableFuture<InferenceResult>> answers = IntStream.range(0, 32)
                .mapToObj(i -> client.inferAsync(TWO.withId("call " + i)))
                .toList();

        // Then
        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i))
                    .succeedsWithin(TIMEOUT)
                    .extracting(InferenceResult::id)
                    .isEqualTo("call " + i);
        }
    }

    @Test
    void eachRefusalSaysWhatToDoAboutIt() {
        // Given
        serve(1);
        InferenceRequest misshapen = InferenceRequest.of(NamedTensor.of("image", new float[9], 1, 1, 3, 3));

        // Then
        assertThatExceptionOfType(InferenceException.class)
                .isThrownBy(() -> client.infer(misshapen))
                .withMessageContainingAll("image", "3", "8")
                .satisfies(because(INVALID_REQUEST));
        assertThatExceptionOfType(InferenceException.class)
                .isThrownBy(() -> client.infer(TWO.withVersion(99)))
                .withMessageContaining("99")
                .satisfies(because(UNKNOWN_MODEL_OR_VERSION));
        try (StudentClient stranger = new StudentClient(settings().withModel("nobody"))) {
            assertThat(stranger.inferAsync(TWO))
                    .failsWithin(TIMEOUT)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOfSatisfying(InferenceException.class, because(UNKNOWN_MODEL_OR_VERSION));
        }
    }

    @Test
    void beforeTheFirstPromotionTheStudentIsUnavailableButDescribesItself() {
        // When
        ModelInfo info = client.describe();

        // Then
        assertThat(client.ready()).isFalse();
        assertThat(info.inputs().get(0).sampleShape()).containsExactly(1L, 8L, 8L);
        assertThat(info.outputs()).extracting(ModelInfo.TensorInfo::name).contains("logits", "probabilities");
        assertThatExceptionOfType(InferenceException.class)
                .isThrownBy(() -> client.infer(TWO))
                .satisfies(because(UNAVAILABLE));
        serve(1);
        assertThat(client.ready()).isTrue();
    }
}
