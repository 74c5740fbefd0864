package io.alambic.models.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.settings.Secret;
import io.alambic.models.OpenedModel;
import io.alambic.models.remote.CallSettings;
import io.alambic.models.remote.ModelRefusedException;
import io.alambic.models.remote.ModelUnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Services that classify texts as their public specifications say, and that misbehave. */
class TextClassifierTest {

    private static final int LONGEST = 32;
    private static final List<String> CLASSES = List.of("ham", "spam");
    private static final String SPAM =
            "[[{\"label\": \"spam\", \"score\": 0.8}, {\"label\": \"ham\", \"score\": 0.2}]]";
    private static final ClassifierProtocol HUGGING_FACE = new HuggingFaceProtocol();
    private static final ClassifierProtocol TORCHSERVE = new TorchServeProtocol();

    private final NDManager manager = NDManager.newBaseManager();
    private Duration budget = Duration.ofSeconds(10);

    @AfterEach
    void free() {
        manager.close();
    }

    @Test
    void scoresOfHuggingFacesEndpointsBecomeLogits() throws IOException {
        // Given
        Function<String, String> answers = request -> request.contains("buy")
                ? SPAM
                : "[{\"label\": \"ham\", \"score\": 0.9}, {\"label\": \"spam\", \"score\": 0.1}]";
        try (ClassifierServer server = new ClassifierServer(answers);
                OpenedModelScope model = open(server, HUGGING_FACE, Secret.NONE)) {
            // When
            float[] logits = model.logits("buy", "héllo", "buy");

            // Then
            assertThat(probabilities(logits))
                    .containsExactly(new double[] {0.2, 0.8, 0.9, 0.1, 0.2, 0.8}, within(1e-6));
            assertThat(server.requests())
                    .contains("{\"inputs\":\"héllo\",\"parameters\":{\"top_k\":2}}")
                    .hasSize(3);
        }
    }

    @Test
    void probabilitiesOfTorchServeBecomeLogits() throws IOException {
        // Given
        try (ClassifierServer server = new ClassifierServer(text -> "{\"ham\": 0.25, \"spam\": 0.75}");
                OpenedModelScope model = open(server, TORCHSERVE, Secret.NONE)) {
            // When
            float[] logits = model.logits("a text");

            // Then
            assertThat(probabilities(logits)).containsExactly(new double[] {0.25, 0.75}, within(1e-6));
            assertThat(server.requests()).contains("a text");
        }
    }

    @Test
    void aClassThatIsNotNamedHasTheMassThatIsLeft() throws IOException {
        // Given
        try (ClassifierServer server = new ClassifierServer(text -> "[{\"label\": \"spam\", \"score\": 0.9}]");
                OpenedModelScope model = open(server, HUGGING_FACE, Secret.NONE)) {
            // When
            float[] logits = model.logits("a");

            // Then
            assertThat(probabilities(logits)).containsExactly(new double[] {0.1, 0.9}, within(1e-6));
        }
    }

    @Test
    void theKeyIsSentAndNeverSaid() throws IOException {
        // Given
        Secret key = new Secret(Optional.of("s3cret"), Optional.empty());
        try (ClassifierServer server = new ClassifierServer(text -> SPAM);
                OpenedModelScope model = open(server, HUGGING_FACE, key)) {
            server.next(ClassifierServer.status(401, "the key s3cret is wrong"));

            // When, Then
            assertThatThrownBy(() -> model.logits("a"))
                    .isInstanceOf(ModelUnavailableException.class)
                    .hasMessageContaining("status 401 with a secret")
                    .hasMessageNotContaining("s3cret");
            assertThat(server.keys()).containsOnly("Bearer s3cret");
        }
    }

    @Test
    void whatPassesIsAskedAboutAgain() throws IOException {
        // Given
        try (ClassifierServer server = new ClassifierServer(text -> SPAM);
                OpenedModelScope model = open(server, HUGGING_FACE, Secret.NONE)) {
            server.next(
                    exchange -> {
                        exchange.getResponseHeaders().add("Retry-After", "1");
                        ClassifierServer.send(exchange, 429, "slow down");
                    },
                    ClassifierServer.status(503, "loading"),
                    exchange -> exchange.close(),
                    ClassifierServer.status(500, "oh"),
                    ClassifierServer.status(200, "[{\"label\": "));

            // When
            float[] logits = model.logits("a");

            // Then
            assertThat(probabilities(logits)).containsExactly(new double[] {0.2, 0.8}, within(1e-6));
            assertThat(server.requests()).hasSize(7);
        }
    }

    @Test
    void aServerThatIsAwayForLongIsUnavailable() throws IOException {
        // Given
        budget = Duration.ofMillis(300);
        try (ClassifierServer server = new ClassifierServer(text -> SPAM);
                OpenedModelScope model = open(server, HUGGING_FACE, Secret.NONE)) {
            ClassifierServer.Misbehaviour[] away = new ClassifierServer.Misbehaviour[40];
            Arrays.fill(away, ClassifierServer.status(503, "loading"));
            server.next(away);

            // When, Then
            assertThatThrownBy(() -> model.logits("a")).isInstanceOf(ModelUnavailableException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"label\": \"eggs\", \"score\": 1}]",
                "[{\"label\": \"spam\", \"score\": 1.5}]",
                "[{\"label\": \"spam\", \"score\": 0.9}, {\"label\": \"ham\", \"score\": 0.9}]",
                "[{\"label\": \"spam\", \"score\": 0.5}, {\"label\": \"spam\", \"score\": 0.5}]",
                "[{\"label\": \"spam\", \"score\": -1}]",
                "[{\"label\": \"spam\", \"score\": 0}]",
                "[[{\"label\": \"spam\", \"score\": 1}], [{\"label\": \"spam\", \"score\": 1}]]",
                "[]",
                "{}",
                "no JSON",
            })
    void anAnswerThatIsNotAboutTheClassesRefusesTheSample(String answer) throws IOException {
        // Given
        try (ClassifierServer server = new ClassifierServer(text -> text.contains("odd") ? answer : SPAM);
                OpenedModelScope model = open(server, HUGGING_FACE, Secret.NONE)) {
            // When, Then
            assertThatThrownBy(() -> model.logits("odd"))
                    .isInstanceOf(ModelRefusedException.class)
                    .hasMessageContaining("expected");
        }
    }

    @Test
    void aModelThatFailsAtATextRefusesIt() throws IOException {
        // Given
        ClassifierServer.Misbehaviour failure =
                ClassifierServer.status(503, "{\"code\": 503, \"type\": \"InternalServerException\"}");
        try (ClassifierServer server = new ClassifierServer(text -> "{\"ham\": 1}");
                OpenedModelScope model = open(server, TORCHSERVE, Secret.NONE)) {
            server.next(failure, failure, failure);

            // When, Then
            assertThatThrownBy(() -> model.logits("a")).isInstanceOf(ModelRefusedException.class);
        }
    }

    @Test
    void aServiceOfOtherLabelsDoesNotOpen() throws IOException {
        // Given
        try (ClassifierServer server = new ClassifierServer(text -> "[{\"label\": \"LABEL_0\", \"score\": 1}]")) {
            // When, Then
            assertThatThrownBy(() -> open(server, HUGGING_FACE, Secret.NONE))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("expected labels of [ham, spam], but got 'LABEL_0'");
        }
    }

    private OpenedModelScope open(ClassifierServer server, ClassifierProtocol protocol, Secret key) throws IOException {
        TextClassifier source = new TextClassifier(new ClassifierSettings(
                server.endpoint(), protocol, key, "text", CLASSES, LONGEST, 4, new CallSettings(budget, budget)));
        return new OpenedModelScope(source.open());
    }

    private static double[] probabilities(float[] logits) {
        double[] probabilities = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = Math.exp(logits[i]);
        }
        return probabilities;
    }

    private final class OpenedModelScope implements AutoCloseable {

        private final OpenedModel model;

        OpenedModelScope(OpenedModel model) {
            this.model = model;
        }

        float[] logits(String... texts) {
            byte[] bytes = new byte[texts.length * LONGEST];
            for (int i = 0; i < texts.length; i++) {
                byte[] text = texts[i].getBytes(StandardCharsets.UTF_8);
                System.arraycopy(text, 0, bytes, i * LONGEST, text.length);
            }
            try (NDManager scope = manager.newSubManager()) {
                NDArray input = scope.create(ByteBuffer.wrap(bytes), new Shape(texts.length, LONGEST), DataType.UINT8);
                return model.network()
                        .forward(Map.of("text", input))
                        .get("logits")
                        .toFloatArray();
            }
        }

        @Override
        public void close() {
            model.network().close();
        }
    }
}
