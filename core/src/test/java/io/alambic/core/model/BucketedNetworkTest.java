package io.alambic.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.bucket.Buckets;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.cost.feature.FeaturePair;
import io.alambic.core.cost.feature.MseDistance;
import io.alambic.core.cost.logits.OutputTerm;
import io.alambic.core.hyperparameters.Hyperparameters;
import io.alambic.core.optimizer.OptimizerChoice;
import io.alambic.core.task.Tasks;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.core.torchscript.TorchScript;
import io.alambic.core.train.Candidate;
import io.alambic.core.train.CandidateSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sentences of 1 to 12 tokens through a scripted module. */
class BucketedNetworkTest {

    private static final Path MODELS = Path.of("src", "test", "resources", "models");
    private static final Buckets BUCKETS = Buckets.parse("T=3/6/12", "");
    private static final int LARGEST = 12;

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void everySampleIsAnsweredInItsPlaceAndWithoutThePaddingBeyondItsBucket() throws IOException {
        // Given
        int[] sizes = {12, 1, 5, 3, 4, 2, 6, 7};

        // When
        try (TrainableNetwork network = read("length.pt", "ids:INT64:T").newNetwork(manager, 1)) {
            Map<String, NDArray> inputs = sentences(sizes, 1, manager);
            inputs.remove("mask");
            float[] computed = network.forward(inputs).get(Signature.LOGITS).toFloatArray();

            // Then
            assertThat(computed).containsExactly(12, 3, 6, 3, 6, 3, 6, 12);
        }
    }

    @Test
    void answersAreThoseOfEachSampleAlone() throws IOException {
        // Given
        int[] sizes = {5, 12, 1, 3, 3, 8, 2};

        try (TrainableNetwork network =
                read("sentence.pt", "ids:INT64:T,mask:INT64:T").newNetwork(manager, 1)) {
            // When
            Map<String, NDArray> all = sentences(sizes, 2, manager);
            NDArray together = network.forward(all).get(Signature.LOGITS);

            // Then
            for (int i = 0; i < sizes.length; i++) {
                Map<String, NDArray> one = new LinkedHashMap<>();
                int row = i;
                all.forEach((name, array) -> one.put(name, array.get("{}:{}", row, row + 1)));
                NDArray alone = network.forward(one).get(Signature.LOGITS);
                assertThat(together.get("{}:{}", row, row + 1).allClose(alone, 1e-6, 1e-6, false))
                        .as("sample %d", row)
                        .isTrue();
            }
        }
    }

    @Test
    void trainingInBucketsIsTrainingOnTheSameSamplesWithAllTheirPadding() throws IOException {
        // Given
        Architecture buckets = read("sentence.pt", "ids:INT64:T,mask:INT64:T");
        Architecture one = BucketedArchitecture.of(
                TorchScript.read(
                        MODELS.resolve("sentence.pt"),
                        Buckets.parse("T=12", "").sized(InputSpec.parseAll("ids:INT64:T,mask:INT64:T")),
                        List.of()),
                Buckets.parse("T=12", ""));

        // When
        Map<String, NDArray> inBuckets = trained(buckets);
        Map<String, NDArray> padded = trained(one);

        // Then
        assertThat(inBuckets.keySet()).isEqualTo(padded.keySet()).isNotEmpty();
        inBuckets.forEach((name, array) -> assertThat(array.allClose(padded.get(name), 1e-4, 1e-5, false))
                .as(name)
                .isTrue());
        assertThat(buckets.fingerprint()).isEqualTo(one.fingerprint());
    }

    private Map<String, NDArray> trained(Architecture architecture) {
        CandidateSettings settings =
                new CandidateSettings(architecture, 1, 0, 0, new Temperature(2), List.of(), 1e-2f, 0, 1);
        Map<String, NDArray> weights = new LinkedHashMap<>();
        try (Candidate candidate = Candidate.fresh(settings, manager)) {
            for (int step = 0; step < 5; step++) {
                try (NDManager scope = manager.newSubManager()) {
                    int[] sizes = {1 + step, 12, 3, 7, 4, 9 - step};
                    NDArray logits = scope.randomNormal(new Shape(sizes.length, 4))
                            .onesLike()
                            .cumSum(1);
                    candidate.train(
                            new TrainingBatch(sizes.length, sentences(sizes, step, scope), logits, Map.of(), null));
                }
            }
            candidate.network().learned().forEach((name, array) -> {
                NDArray copy = array.duplicate();
                copy.attach(manager);
                weights.put(name, copy);
            });
        }
        return weights;
    }

    @Test
    void outputsOfOpenSizesHaveTheLargestAndZerosBehindEachSamplesOwn() throws IOException {
        // Given
        int[] sizes = {12, 1, 5, 3};

        // When
        try (TrainableNetwork network = read("places.pt", "ids:INT64:T").newNetwork(manager, 1)) {
            Map<String, NDArray> inputs = sentences(sizes, 1, manager);
            inputs.remove("mask");
            NDArray ones = network.forward(inputs).get(Signature.LOGITS);

            // Then
            assertThat(network.signature().output(Signature.LOGITS))
                    .isEqualTo(new TensorSpec(Signature.LOGITS, TensorType.FP32, new Shape(LARGEST), List.of("T")));
            assertThat(ones.getShape()).isEqualTo(new Shape(sizes.length, LARGEST));
            for (int i = 0; i < sizes.length; i++) {
                float[] expected = new float[LARGEST];
                Arrays.fill(expected, 0, sizes[i], 1);
                assertThat(ones.get(i).toFloatArray()).as("sample %d", i).containsExactly(expected);
            }
        }
    }

    @Test
    void trainingOnTokensInBucketsIsTrainingOnTheSameTokensWithAllTheirPadding() throws IOException {
        // When
        Map<String, NDArray> inBuckets = trainedOnTokens(BUCKETS);
        Map<String, NDArray> padded = trainedOnTokens(Buckets.parse("T=12", ""));

        // Then
        assertThat(inBuckets.keySet()).isEqualTo(padded.keySet()).hasSizeGreaterThan(5);
        inBuckets.forEach((name, array) -> assertThat(array.allClose(padded.get(name), 1e-4, 1e-5, false))
                .as(name)
                .isTrue());
    }

    /** Logits and hidden states of each token are learned, through a projector, from a teacher that has wider ones. */
    private Map<String, NDArray> trainedOnTokens(Buckets buckets) throws IOException {
        Architecture architecture = BucketedArchitecture.of(
                TorchScript.read(
                        MODELS.resolve("tokens.pt"),
                        buckets.sized(InputSpec.parseAll("ids:INT64:T,mask:INT64:T")),
                        List.of()),
                buckets);
        CandidateSettings settings = new CandidateSettings(
                Tasks.named("dense-channels-last"),
                architecture,
                Hyperparameters.fixed(1, 0.5f, 0.1f, new Temperature(2), 1e-2f),
                OutputTerm.KL,
                new MseDistance(),
                List.of(FeaturePair.parse("states:hidden")),
                OptimizerChoice.ADAMW,
                0,
                0,
                0,
                1);
        Map<String, NDArray> state = new LinkedHashMap<>();
        try (Candidate candidate = Candidate.fresh(settings, manager)) {
            for (int step = 0; step < 5; step++) {
                try (NDManager scope = manager.newSubManager()) {
                    int[] sizes = {1 + step, 12, 3, 7, 4, 9 - step};
                    candidate.train(new TrainingBatch(
                            sizes.length,
                            sentences(sizes, step, scope),
                            waves(scope, new Shape(sizes.length, LARGEST, 3)),
                            Map.of("states", waves(scope, new Shape(sizes.length, LARGEST, 8))),
                            scope.ones(new Shape(sizes.length, LARGEST), DataType.INT32)));
                }
            }
            Map<String, NDArray> learned =
                    new LinkedHashMap<>(candidate.network().learned());
            learned.putAll(candidate.state());
            learned.keySet().removeIf(name -> name.startsWith("network/"));
            learned.forEach((name, array) -> {
                NDArray copy = array.duplicate();
                copy.attach(manager);
                state.put(name, copy);
            });
        }
        return state;
    }

    private static NDArray waves(NDManager scope, Shape shape) {
        return scope.arange((int) shape.size())
                .toType(DataType.FLOAT32, true)
                .sin()
                .reshape(shape);
    }

    @Test
    void outputsOfAnotherSizeThanTheInputsAreRefused() throws IOException {
        try (TrainableNetwork places = TorchScript.read(
                        MODELS.resolve("places.pt"), BUCKETS.sized(InputSpec.parseAll("ids:INT64:T")), List.of())
                .newNetwork(manager, 1)) {
            // Given
            InferenceNetwork halved = new DecoratedNetwork(places) {
                @Override
                public Signature signature() {
                    return new Signature(
                            places.signature().inputs(),
                            List.of(new TensorSpec(Signature.LOGITS, TensorType.FP32, new Shape(LARGEST / 2))));
                }

                @Override
                public Map<String, NDArray> forward(Map<String, NDArray> inputs) {
                    NDArray ones = places.forward(inputs).get(Signature.LOGITS);
                    return Map.of(Signature.LOGITS, ones.get(":, ::2"));
                }
            };

            // Then
            assertThatThrownBy(() -> OpenOutputs.of(halved, BUCKETS, manager))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "output 'logits' has shape (6) where T is 12, but (2) where it is 3: an open dimension of an"
                                    + " output must have the size that it has in the inputs");
        }
    }

    private static Architecture read(String file, String inputs) throws IOException {
        return BucketedArchitecture.of(
                TorchScript.read(MODELS.resolve(file), BUCKETS.sized(InputSpec.parseAll(inputs)), List.of()), BUCKETS);
    }

    private static Map<String, NDArray> sentences(int[] sizes, long seed, NDManager scope) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] ids = new long[sizes.length * LARGEST];
        long[] mask = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            boolean inside = i % LARGEST < sizes[i / LARGEST];
            ids[i] = inside ? random.nextInt(50) : 0;
            mask[i] = inside ? 1 : 0;
        }
        Shape shape = new Shape(sizes.length, LARGEST);
        Map<String, NDArray> inputs = new LinkedHashMap<>();
        inputs.put("ids", scope.create(ids, shape));
        inputs.put("mask", scope.create(mask, shape));
        inputs.put(Buckets.SIZES, scope.create(sizes, new Shape(sizes.length, 1)));
        return inputs;
    }
}
