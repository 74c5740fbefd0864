package io.alambic.core.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.checkpoint.Checkpoint;
import io.alambic.core.checkpoint.CheckpointStore;
import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.cost.feature.FeaturePair;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.InputSpec;
import io.alambic.core.model.OutputPick;
import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.storage.WeightType;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.train.Candidate;
import io.alambic.core.train.CandidateSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchScriptTest {

    private static final int SAMPLES = 16;
    private static final List<TensorSpec> IMAGE = InputSpec.parseAll("image:FP32:1x8x8");

    @TempDir
    private Path folder;

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void aDictionaryNamesTheOutputs() throws IOException {
        // When
        TorchScript module = TorchScript.read(TestModels.NAMED, IMAGE, List.of());

        // Then
        assertThat(module.signature())
                .isEqualTo(new Signature(IMAGE, InputSpec.parseAll("block1:FP32:3x4x4,logits:FP32:4")));
        assertThat(module.learned())
                .containsExactlyInAnyOrder(
                        "conv1.weight", "norm1.weight", "norm1.bias", "classifier.weight", "classifier.bias");
    }

    @Test
    void aTupleIsPickedByPosition() throws IOException {
        // When
        TorchScript module = TorchScript.read(
                TestModels.NUMBERED,
                IMAGE,
                List.of(OutputPick.parse("logits=0"), OutputPick.parse("block2 = output1")));

        // Then
        assertThat(module.signature().outputs()).isEqualTo(InputSpec.parseAll("logits:FP32:4,block2:FP32:5"));
    }

    @Test
    void theOnlyOutputIsTheLogits() throws IOException {
        // When
        TorchScript module = TorchScript.read(TestModels.PLAIN, IMAGE, List.of());

        // Then
        assertThat(module.signature().outputs()).isEqualTo(InputSpec.parseAll("logits:FP32:4"));
    }

    @Test
    void severalInputsKeepTheirOrderAndTypes() throws IOException {
        // Given
        TorchScript module = TorchScript.read(
                TestModels.TWO_INPUTS, InputSpec.parseAll("image:FP32:1x8x8,words:INT64:6"), List.of());

        // When
        NDArray logits;
        try (TrainableNetwork network = module.newNetwork(manager, 1)) {
            logits = network.forward(Map.of(
                            "words", manager.ones(new Shape(3, 6), DataType.INT64),
                            "image", manager.ones(new Shape(3, 1, 8, 8))))
                    .get(Signature.LOGITS);
        }

        // Then
        assertThat(logits.getShape()).isEqualTo(new Shape(3, 4));
    }

    @Test
    void anOutputThatIsMissingIsNamedBesideThoseThatExist() {
        assertThatThrownBy(() -> TorchScript.read(TestModels.NUMBERED, IMAGE, List.of(OutputPick.parse("logits=7"))))
                .hasMessage("no output '7'; the model has [output0, output1]");
    }

    @Test
    void inputsOfAnotherShapeAreRefusedWithTheEnginesReason() {
        assertThatThrownBy(() -> TorchScript.read(TestModels.NAMED, InputSpec.parseAll("image:FP32:3x8x8"), List.of()))
                .hasMessageStartingWith("the model cannot take 1 sample(s) of [image:FP32:3x8x8]: ")
                .hasMessageContaining("expected input[1, 3, 8, 8] to have 1 channels, but got 3 channels");
    }

    @Test
    void aModuleOfFixedBatchIsRefused() {
        assertThatThrownBy(() -> TorchScript.read(TestModels.FIXED_BATCH, IMAGE, List.of()))
                .hasMessageStartingWith("the model cannot take 2 sample(s) of [image:FP32:1x8x8]: ")
                .hasMessageContaining("shape '[1, 64]' is invalid for input of size 128");
    }

    @Test
    void aFileThatIsNoModuleIsRefused() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("notes.pt"), "no module");

        // Then
        assertThatThrownBy(() -> TorchScript.read(file, IMAGE, List.of()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + " holds no TorchScript module: ");
    }

    @Test
    void theFingerprintFollowsTheContentAndNotThePath() throws IOException {
        // Given
        Path copy = Files.copy(TestModels.NAMED, folder.resolve("elsewhere.pt"));

        // When
        String fingerprint = TorchScript.read(copy, IMAGE, List.of()).fingerprint();

        // Then
        assertThat(fingerprint)
                .isEqualTo(TorchScript.read(TestModels.NAMED, IMAGE, List.of()).fingerprint())
                .isNotEqualTo(
                        TorchScript.read(TestModels.PLAIN, IMAGE, List.of()).fingerprint());
    }

    @Test
    void frozenParametersStayAsTheyAre() throws IOException {
        // Given
        TorchScript module = TorchScript.read(
                TestModels.NUMBERED, IMAGE, List.of(OutputPick.parse("logits=0"), OutputPick.parse("block1=1")));

        // When
        float[] before;
        float[] after;
        try (Candidate candidate = Candidate.fresh(settings(module, 0), manager)) {
            before = features(candidate.network());
            train(candidate, 0, 5);
            after = features(candidate.network());
        }

        // Then
        assertThat(module.learned()).containsExactlyInAnyOrder("classifier.weight", "classifier.bias");
        assertThat(after).isEqualTo(before);
    }

    @Test
    void stepsAcrossACheckpointEqualStepsWithoutOneBitByBit() throws IOException {
        // Given
        CandidateSettings settings = settings(TorchScript.read(TestModels.NAMED, IMAGE, List.of()), 0.5f);
        Map<String, byte[]> through;
        try (Candidate candidate = Candidate.fresh(settings, manager)) {
            train(candidate, 0, 12);
            through = bytes(candidate);
        }
        CheckpointStore store = new CheckpointStore(folder, 1, (file, reason) -> {});
        try (Candidate candidate = Candidate.fresh(settings, manager)) {
            train(candidate, 0, 6);
            store.save(new Checkpoint("model", 0, Lineage.EMPTY, candidate.state()));
        }

        // When
        Map<String, byte[]> across;
        Checkpoint checkpoint = store.newest("model", manager).orElseThrow();
        try (Candidate candidate = Candidate.restored(settings, manager, checkpoint.state(), 6)) {
            train(candidate, 6, 12);
            across = bytes(candidate);
        }

        // Then
        assertThat(across)
                .hasSameSizeAs(through)
                .allSatisfy((name, value) -> assertThat(value).as(name).isEqualTo(through.get(name)));
    }

    @Test
    void aServedCopyAnswersAsTheCandidateWhileThatGoesOnTraining() throws IOException {
        // Given
        TorchScript module = TorchScript.read(TestModels.NAMED, IMAGE, List.of());
        try (Candidate candidate = Candidate.fresh(settings(module, 0.5f), manager)) {
            train(candidate, 0, 6);
            float[] expected = logits(candidate.network());

            // When
            try (TrainableNetwork served =
                    module.newNetwork(manager, candidate.network().snapshot())) {
                train(candidate, 6, 12);

                // Then
                assertThat(logits(served)).isEqualTo(expected).isNotEqualTo(logits(candidate.network()));
            }
        }
    }

    @Test
    void severalThreadsShareAServedCopy() throws Exception {
        // Given
        TorchScript module = TorchScript.read(TestModels.NAMED, IMAGE, List.of());
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (TrainableNetwork served = module.newNetwork(manager, 1)) {
            float[] expected = logits(served);
            List<Future<float[]>> answers = new ArrayList<>();

            // When
            for (int i = 0; i < 200; i++) {
                answers.add(threads.submit(() -> logits(served)));
            }

            // Then
            for (Future<float[]> answer : answers) {
                assertThat(answer.get()).isEqualTo(expected);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void weightsAreTheTensorsOfTheModuleAndItsArchiveWithoutThem() throws IOException {
        // Given
        TorchScript module = TorchScript.read(TestModels.NAMED, IMAGE, List.of());
        try (TrainableNetwork network = module.newNetwork(manager, 1)) {
            // When
            Map<String, NDArray> weights = network.snapshot();

            // Then
            assertThat(weights)
                    .containsOnlyKeys(
                            TrainableModule.MODULE,
                            "conv1.weight",
                            "norm1.weight",
                            "norm1.bias",
                            "norm1.running_mean",
                            "norm1.running_var",
                            "norm1.num_batches_tracked",
                            "classifier.weight",
                            "classifier.bias");
            assertThat(network.parameterCount()).hasValue(27 + 3 + 3 + 4 * 48 + 4);
            try (TrainableNetwork again = TorchScriptModule.load(weights, IMAGE, manager)) {
                assertThat(logits(again)).isEqualTo(logits(network));
            }
        }
    }

    @Test
    void weightsOfTheFirstReleasesAreAWholeFile() throws IOException {
        // Given
        TorchScript module = TorchScript.read(TestModels.NAMED, IMAGE, List.of());
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(TestModels.NAMED));
        Map<String, NDArray> weights =
                Map.of(TrainableModule.MODULE, manager.create(file, new Shape(file.remaining()), DataType.UINT8));

        // When
        try (TrainableNetwork restored = module.newNetwork(manager, weights);
                TrainableNetwork fresh = module.newNetwork(manager, 1)) {
            // Then
            assertThat(logits(restored)).isEqualTo(logits(fresh));
            assertThat(restored.learned().keySet()).isEqualTo(module.learned());
        }
    }

    @Test
    void aTensorThatTheCodeAssignsAnewIsInTheWeightsAsItIs() throws IOException {
        // Given: batch norm as releases of PyTorch before 1.13 wrote it
        Path file = edited(
                TestModels.NAMED,
                "_2 = torch.add_(num_batches_tracked, 1)",
                "self.num_batches_tracked = torch.add(num_batches_tracked, 1)");
        TorchScript module = TorchScript.read(file, IMAGE, List.of());
        try (Candidate candidate = Candidate.fresh(settings(module, 0), manager)) {
            long before = candidate
                    .network()
                    .snapshot()
                    .get("norm1.num_batches_tracked")
                    .getLong();

            // When
            train(candidate, 0, 3);

            // Then
            try (TrainableNetwork copy =
                    module.newNetwork(manager, candidate.network().snapshot())) {
                assertThat(copy.snapshot().get("norm1.num_batches_tracked").getLong())
                        .isEqualTo(before + 3);
            }
        }
    }

    private Path edited(Path original, String code, String by) throws IOException {
        Path file = folder.resolve("edited.pt");
        try (ZipFile from = new ZipFile(original.toFile());
                ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(file))) {
            for (ZipEntry entry : Collections.list(from.entries())) {
                String content = new String(from.getInputStream(entry).readAllBytes(), StandardCharsets.ISO_8859_1);
                to.putNextEntry(new ZipEntry(entry.getName()));
                to.write(content.replace(code, by).getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return file;
    }

    @Test
    void whatWasLearnedIsWrittenAsAModuleThatAnswersAlike() throws IOException {
        // Given
        TorchScript module = TorchScript.read(TestModels.NAMED, IMAGE, List.of());
        try (Candidate candidate = Candidate.fresh(settings(module, 0), manager)) {
            train(candidate, 0, 3);

            // When
            TorchScriptFolder.save(folder, candidate.network().snapshot(), IMAGE, WeightType.FP32);

            // Then
            try (InferenceNetwork written = TorchScriptNetwork.read(folder.resolve("model.pt"), IMAGE, manager)) {
                assertThat(written.forward(image(manager, 3))
                                .get(Signature.LOGITS)
                                .toFloatArray())
                        .isEqualTo(logits(candidate.network()));
            }
        }
    }

    @Test
    void trainingModeIsTakenUpAgainAfterALoadInInferenceMode() throws IOException {
        // Given
        TorchScript module = TorchScript.read(TestModels.NAMED, IMAGE, List.of());
        try (TrainableNetwork network = module.newNetwork(manager, 1);
                TrainableNetwork copy = module.newNetwork(manager, network.snapshot())) {
            float[] evaluated = logits(copy);

            // When
            float[] trained = copy.forwardTraining(image(manager, 3))
                    .get(Signature.LOGITS)
                    .toFloatArray();

            // Then
            assertThat(trained).isNotEqualTo(evaluated);
            assertThat(logits(copy)).isNotEqualTo(evaluated);
        }
    }

    private float[] logits(TrainableNetwork network) {
        try (NDManager scope = manager.newSubManager()) {
            return network.forward(image(scope, 3)).get(Signature.LOGITS).toFloatArray();
        }
    }

    private float[] features(TrainableNetwork network) {
        try (NDManager scope = manager.newSubManager()) {
            return network.forward(image(scope, 3)).get("block1").toFloatArray();
        }
    }

    private static CandidateSettings settings(TorchScript module, float lambda2) {
        List<FeaturePair> pairs = List.of(new FeaturePair("block1", "block1", 1));
        return new CandidateSettings(module, 0.5f, lambda2, 0.5f, new Temperature(2), pairs, 1e-2f, 1e-3f, 5);
    }

    private void train(Candidate candidate, long from, long to) {
        for (long number = from; number < to; number++) {
            try (NDManager scope = manager.newSubManager()) {
                candidate.train(new TrainingBatch(
                        SAMPLES,
                        image(scope, number),
                        random(scope, number + 100, new Shape(SAMPLES, 4)),
                        Map.of("block1", random(scope, number + 200, new Shape(SAMPLES, 6, 4, 4))),
                        scope.create(new int[SAMPLES])));
            }
        }
    }

    private static Map<String, NDArray> image(NDManager scope, long seed) {
        return Map.of("image", random(scope, seed, new Shape(SAMPLES, 1, 8, 8)));
    }

    private static NDArray random(NDManager scope, long seed, Shape shape) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return scope.create(values, shape);
    }

    /** The learned weights and moments, and evaluated logits, which depend on the running statistics. */
    private Map<String, byte[]> bytes(Candidate candidate) {
        Map<String, byte[]> bytes = new LinkedHashMap<>();
        candidate.network().learned().forEach((name, array) -> bytes.put(name, array.toByteArray()));
        candidate.state().forEach((name, array) -> {
            if (!name.equals("network/" + TrainableModule.MODULE)) {
                bytes.put(name, array.toByteArray());
            }
        });
        try (NDManager scope = manager.newSubManager()) {
            bytes.put(
                    "evaluated",
                    candidate
                            .network()
                            .forward(image(scope, 3))
                            .get(Signature.LOGITS)
                            .toByteArray());
        }
        return bytes;
    }
}
