package io.alambic.core.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.bucket.Buckets;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.model.Architecture;
import io.alambic.core.model.BucketedArchitecture;
import io.alambic.core.model.InputSpec;
import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.storage.LoadedModel;
import io.alambic.core.storage.ModelFolder;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.train.Candidate;
import io.alambic.core.train.CandidateSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TextArchitectureTest {

    private static final int VOCABULARY = 40;
    private static final int CLASSES = 3;
    private static final int SAMPLES = 12;
    private static final int LONGEST = 16;
    private static final Buckets BUCKETS = Buckets.parse("T=4/8/16", "");

    private final NDManager manager = NDManager.newBaseManager();

    static Stream<TextArchitecture> texts() {
        return Stream.of(
                new TextEmbeddingBag("ids", VOCABULARY, 6, List.of(5), CLASSES),
                new TextCnn("ids", VOCABULARY, 6, List.of(8, 7), List.of(), CLASSES),
                new TextTransformer("ids", VOCABULARY, 6, 2, 2, List.of(), CLASSES));
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void paddingNeverChangesAnAnswer(TextArchitecture text) {
        try (TrainableNetwork network = text.newNetwork(manager, 1)) {
            // Given
            NDArray tokens = tokens(5, 1);

            // When
            NDArray padded = tokens.concat(manager.zeros(new Shape(SAMPLES, 7), tokens.getDataType()), 1);

            // Then
            assertThat(difference(network.forward(input(padded)), network.forward(input(tokens))))
                    .isLessThan(1e-6f);
            assertThat(difference(network.forwardTraining(input(padded)), network.forwardTraining(input(tokens))))
                    .isLessThan(1e-6f);
        }
    }

    @ParameterizedTest
    @MethodSource("texts")
    void aTextThatIsAllPaddingIsAnswered(TextArchitecture text) {
        try (TrainableNetwork network = text.newNetwork(manager, 1)) {
            // When
            NDArray logits = network.forward(input(tokens(4, 1).mul(0))).get(Signature.LOGITS);

            // Then
            assertThat(logits.getShape()).isEqualTo(new Shape(SAMPLES, CLASSES));
            assertThat(logits.isNaN().any().getBoolean()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("texts")
    void trainingOnTextsOfManyLengthsLowersTheCost(TextArchitecture text) {
        Architecture bucketed = BucketedArchitecture.of(text.taking(input(LONGEST)), BUCKETS);
        try (Candidate candidate = Candidate.fresh(settings(bucketed), manager)) {
            // Given
            float first = step(candidate);

            // When
            float last = first;
            for (int i = 0; i < 60; i++) {
                last = step(candidate);
            }

            // Then
            assertThat(last).isLessThan(first / 2);
        }
    }

    @ParameterizedTest
    @MethodSource("texts")
    void weightsFitEveryLength(TextArchitecture text) {
        // Given
        Architecture shorter = text.taking(input(8));
        Architecture longer = text.taking(input(LONGEST));
        try (TrainableNetwork trained = shorter.newNetwork(manager, 3)) {

            // When
            try (TrainableNetwork copy = longer.newNetwork(manager, trained.snapshot())) {

                // Then
                assertThat(longer.fingerprint())
                        .isEqualTo(shorter.fingerprint())
                        .isEqualTo(text.fingerprint());
                assertThat(Zoo.parse(longer.fingerprint())).isEqualTo(text);
                NDArray tokens = tokens(8, 2);
                assertThat(difference(copy.forward(input(tokens)), trained.forward(input(tokens))))
                        .isZero();
                assertThatThrownBy(() -> trained.forward(input(tokens(9, 2))))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("'ids'");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("texts")
    void aModelFolderKeepsIt(TextArchitecture text, @TempDir Path folder) throws IOException {
        try (TrainableNetwork network = text.newNetwork(manager, 1)) {
            // When
            ModelFolder.save(folder, "text", text, network, 0.5, 10);

            // Then
            try (LoadedModel loaded = ModelFolder.load(folder, manager)) {
                assertThat(loaded.description().architecture()).isEqualTo(text);
                NDArray tokens = tokens(6, 4);
                assertThat(difference(loaded.network().forward(input(tokens)), network.forward(input(tokens))))
                        .isZero();
            }
        }
    }

    @Test
    void anEmbeddingBagIsTheMeanOfTheVectorsOfItsTokens() {
        try (TrainableNetwork network =
                new TextEmbeddingBag("ids", VOCABULARY, 2, List.of(), 2).newNetwork(manager, 1)) {
            // Given
            NDArray vectors = network.learned().get("embedding.weight");
            NDArray matrix = network.learned().get("logits.weight");

            // When
            float[] logits = network.forward(input(manager.create(new long[] {3, 5, 3, 0}, new Shape(1, 4))))
                    .get(Signature.LOGITS)
                    .toFloatArray();

            // Then
            NDArray mean = vectors.get(3).mul(2).add(vectors.get(5)).div(3);
            float[] expected = matrix.matMul(mean).toFloatArray();
            assertThat(logits).hasSize(2);
            assertThat(logits[0]).isCloseTo(expected[0], within(1e-6f));
            assertThat(logits[1]).isCloseTo(expected[1], within(1e-6f));
        }
    }

    @Test
    void parametersAreThoseOfTheVocabularyAndTheLayers() {
        assertThat(new TextEmbeddingBag("ids", 30522, 32, List.of(16), 2)
                        .shapes()
                        .weights())
                .isEqualTo(30522 * 32 + (32 + 1) * 16 + (16 + 1) * 2);
        assertThat(new TextCnn("ids", 100, 8, List.of(10), List.of(), 2)
                        .shapes()
                        .weights())
                .isEqualTo(100 * 8 + (3 * 8 + 1) * 10 + (10 + 1) * 2);
        assertThat(new TextTransformer("ids", 100, 8, 2, 3, List.of(), 2)
                        .shapes()
                        .weights())
                .isEqualTo((100 + 512) * 8
                        + 3 * (2 * 8 + 4 * (8 + 1) * 8 + 2 * 8 + (8 + 1) * 32 + (32 + 1) * 8)
                        + 2 * 8
                        + (8 + 1) * 2);
    }

    @Test
    void whatDescribesNoTextIsRefused() {
        assertThatThrownBy(() -> new TextEmbeddingBag("ids", 1, 8, List.of(), 2))
                .hasMessage("vocabulary must be at least 2 and width at least 1, but are 1 and 8");
        assertThatThrownBy(() -> new TextCnn("ids", 10, 8, List.of(), List.of(), 2))
                .hasMessage("at least one convolution is needed");
        assertThatThrownBy(() -> Zoo.ofText("cnn", "ids", new TextSizes(10, 8, List.of(), 1, 1, List.of(), 2)))
                .hasMessage("'cnn' reads no texts");
        assertThatThrownBy(() -> new TextTransformer("ids", 10, 8, 3, 1, List.of(), 2))
                .hasMessage("heads must divide the width 8, but is 3");
        assertThatThrownBy(() -> new TextTransformer("ids", 10, 8, 2, 0, List.of(), 2))
                .hasMessage("encoders must be at least 1, but is 0");
        TextArchitecture text = new TextEmbeddingBag("ids", 10, 8, List.of(), 2);
        assertThatThrownBy(() -> text.taking(InputSpec.parseAll("ids:FP32:16").get(0)))
                .hasMessage("input must be ids:INT64:T or of a fixed size, but is ids:FP32:16");
    }

    private static CandidateSettings settings(Architecture architecture) {
        return new CandidateSettings(architecture, 0, 0, 1, new Temperature(1), List.of(), 2e-2f, 0, 7);
    }

    /** A step over texts of lengths 1 to 12, whose class is that of their first token. */
    private float step(Candidate candidate) {
        try (NDManager scope = manager.newSubManager()) {
            long[] tokens = new long[SAMPLES * LONGEST];
            int[] sizes = new int[SAMPLES];
            int[] labels = new int[SAMPLES];
            for (int i = 0; i < SAMPLES; i++) {
                labels[i] = i % CLASSES;
                sizes[i] = i + 1;
                for (int place = 0; place < sizes[i]; place++) {
                    tokens[i * LONGEST + place] = 1L + labels[i] + (place == 0 ? 0 : CLASSES * (1 + place));
                }
            }
            Map<String, NDArray> inputs = Map.of(
                    "ids",
                    scope.create(tokens, new Shape(SAMPLES, LONGEST)),
                    Buckets.SIZES,
                    scope.create(sizes, new Shape(SAMPLES, 1)));
            return candidate
                    .train(new TrainingBatch(SAMPLES, inputs, null, Map.of(), scope.create(labels)))
                    .total();
        }
    }

    private NDArray tokens(int length, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] tokens = random.longs((long) SAMPLES * length, 1, VOCABULARY).toArray();
        return manager.create(tokens, new Shape(SAMPLES, length));
    }

    private static Map<String, NDArray> input(NDArray tokens) {
        return Map.of("ids", tokens);
    }

    private static TensorSpec input(int longest) {
        TensorSpec open = InputSpec.parseAll("ids:INT64:T").get(0);
        return open.withShape(new Shape(longest));
    }

    private static float difference(Map<String, NDArray> one, Map<String, NDArray> other) {
        return one.get(Signature.LOGITS)
                .sub(other.get(Signature.LOGITS))
                .abs()
                .max()
                .getFloat();
    }
}
