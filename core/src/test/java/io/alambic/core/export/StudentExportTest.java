package io.alambic.core.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import io.alambic.core.checkpoint.Checkpoint;
import io.alambic.core.checkpoint.CheckpointFile;
import io.alambic.core.checkpoint.CheckpointStore;
import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.evaluate.AnsweredLogits;
import io.alambic.core.evaluate.EvaluationSamples;
import io.alambic.core.figures.Figure;
import io.alambic.core.model.Architecture;
import io.alambic.core.model.InputSpec;
import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.safetensors.SafetensorsFile;
import io.alambic.core.storage.ModelDescription;
import io.alambic.core.storage.ModelFolder;
import io.alambic.core.storage.WeightType;
import io.alambic.core.task.Tasks;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.torchscript.TorchScript;
import io.alambic.core.train.Candidate;
import io.alambic.core.train.CandidateSettings;
import io.alambic.core.zoo.Cnn;
import io.alambic.core.zoo.Residual;
import io.alambic.core.zoo.ZooArchitecture.Input;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StudentExportTest {

    /** Has batch norm, whose running statistics are no parameters. */
    private static final Residual STUDENT = new Residual(new Input(List.of(1, 8, 8)), List.of(8, 16), List.of(32), 4);

    private static final Path MODULE = Path.of("src", "test", "resources", "models", "named.pt");
    private static final List<TensorSpec> IMAGE = InputSpec.parseAll("image:FP32:1x8x8");
    private static final int SAMPLES = 300;

    private final NDManager manager = NDManager.newBaseManager();

    @TempDir
    private Path temporary;

    private Path checkpoints;
    private Path target;

    @BeforeEach
    void locate() {
        checkpoints = temporary.resolve("checkpoints");
        target = temporary.resolve("exported");
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void aStudentOfTheZooAnswersBitForBitAsItDidInTraining() throws IOException {
        // Given
        AnsweredLogits trained = trainAndSave(STUDENT, 3);
        StudentExport export = new StudentExport(target, "small", WeightType.FP32);

        // When
        export.write(SavedStudent.read(checkpoints, manager), IMAGE);

        // Then
        assertThat(answers(export).same(trained)).isTrue();
        ModelDescription description = ModelFolder.describe(target);
        assertThat(description.name()).isEqualTo("small");
        assertThat(description.architecture()).isEqualTo(STUDENT);
        assertThat(description.trainedSamples()).isEqualTo(3 * 16);
        assertThat(description.accuracy()).isNull();
        assertThat(files(temporary)).containsExactly("checkpoints", "exported");
        assertThat(files(target)).containsExactly("model.json", "model.safetensors");
    }

    @Test
    void aTorchScriptStudentAnswersBitForBitAsItDidInTraining() throws IOException {
        // Given: a module with batch norm
        AnsweredLogits trained = trainAndSave(TorchScript.read(MODULE, IMAGE, List.of()), 3);
        StudentExport export = new StudentExport(target, "small", WeightType.FP32);

        // When
        export.write(SavedStudent.read(checkpoints, manager), IMAGE);

        // Then
        assertThat(answers(export).same(trained)).isTrue();
        assertThat(files(target)).containsExactly("model.pt", "model.safetensors");
    }

    /** 11 significant bits a weight: three layers and logits of the size of 1 stay within a hundredth. */
    @Test
    void halfTheBytesAnswerWithinAHundredth() throws IOException {
        // Given
        AnsweredLogits trained = trainAndSave(STUDENT, 3);
        StudentExport export = new StudentExport(target, "small", WeightType.FP16);

        // When
        export.write(SavedStudent.read(checkpoints, manager), IMAGE);

        // Then
        assertThat(answers(export).largestDifference(trained)).isGreaterThan(0).isLessThan(0.01);
        assertThat(ModelFolder.describe(target).bytes()).isEqualTo(weightBytes() / 2);
        assertThat(ModelFolder.load(target, manager).weights()).isEqualTo(WeightType.FP16);
    }

    @Test
    void aQuarterOfTheBytesAgreesOnNearlyEverySample() throws IOException {
        // Given
        AnsweredLogits trained = trainAndSave(STUDENT, 3);
        StudentExport export = new StudentExport(target, "small", WeightType.INT8);

        // When
        export.write(SavedStudent.read(checkpoints, manager), IMAGE);

        // Then
        assertThat(answers(export)
                        .figures(trained, Tasks.CLASSIFICATION, null, manager)
                        .get(Figure.AGREEMENT))
                .isBetween(0.9, 1.0);
        assertThat(ModelFolder.describe(target).bytes()).isLessThan((long) (0.35 * weightBytes()));
        assertThat(ModelFolder.load(target, manager).weights()).isEqualTo(WeightType.INT8);
    }

    @ParameterizedTest
    @EnumSource
    void anExportedFolderIsExportedAgain(WeightType type) throws IOException {
        // Given
        trainAndSave(STUDENT, 1);
        StudentExport first = new StudentExport(temporary.resolve("first"), "small", type);
        first.write(SavedStudent.read(checkpoints, manager), IMAGE);
        StudentExport second = new StudentExport(target, "small", WeightType.FP32);

        // When
        second.write(SavedStudent.read(first.target(), manager), IMAGE);

        // Then
        assertThat(answers(second).same(answers(first))).isTrue();
    }

    @Test
    void theNewestCheckpointIsTakenAndNothingIsChanged() throws IOException {
        // Given: what is newest is damaged
        trainAndSave(STUDENT, 1);
        trainAndSave(STUDENT, 2);
        Path newest = CheckpointFile.list(checkpoints).get(0);
        byte[] content = Files.readAllBytes(newest);
        content[content.length / 2] ^= 1;
        Files.write(newest, content);
        List<String> before = files(checkpoints);

        // Then
        assertThatThrownBy(() -> SavedStudent.read(checkpoints, manager))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(newest.toString(), "SHA-256");
        assertThat(files(checkpoints)).isEqualTo(before).hasSize(2);
    }

    @Test
    void aFolderThatExistsIsLeftAlone() throws IOException {
        // Given
        trainAndSave(STUDENT, 1);
        SavedStudent student = SavedStudent.read(checkpoints, manager);
        Files.writeString(Files.createDirectory(target).resolve("notes.txt"), "mine");

        // Then
        assertThatThrownBy(() -> new StudentExport(target, "small", WeightType.FP32).write(student, IMAGE))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(target.toString(), "exists already");
        assertThat(files(target)).containsExactly("notes.txt");
    }

    @Test
    void weightsOfAnotherArchitectureLeaveNothingBehind() throws IOException {
        // Given
        trainAndSave(STUDENT, 1);
        SavedStudent read = SavedStudent.read(checkpoints, manager);
        SavedStudent wrong = new SavedStudent(
                read.file(),
                Optional.of(new Cnn(List.of(1, 8, 8), List.of(3), List.of(), 4)),
                read.weights(),
                Double.NaN,
                0,
                read.version(),
                read.step(),
                read.lineage(),
                read.figures());

        // Then
        assertThatThrownBy(() -> new StudentExport(target, "small", WeightType.FP32).write(wrong, IMAGE))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(read.file().toString(), "do not fit");
        assertThat(files(temporary)).containsExactly("checkpoints");
    }

    /** As with a student of the zoo: the module that is written computes with the numbers that are stored beside it. */
    @ParameterizedTest
    @CsvSource({"FP16, 0.01, 0.6", "INT8, 0.1, 0.4"})
    void aTorchScriptStudentAnswersNearlyAsItDidWithFewerBits(WeightType type, double difference, double share)
            throws IOException {
        // Given
        AnsweredLogits trained = trainAndSave(TorchScript.read(MODULE, IMAGE, List.of()), 3);
        new StudentExport(temporary.resolve("fp32"), "small", WeightType.FP32)
                .write(SavedStudent.read(checkpoints, manager), IMAGE);
        StudentExport export = new StudentExport(target, "small", type);

        // When
        export.write(SavedStudent.read(checkpoints, manager), IMAGE);

        // Then
        assertThat(answers(export).largestDifference(trained)).isGreaterThan(0).isLessThan(difference);
        assertThat(dataBytes(target)).isLessThan((long) (share * dataBytes(temporary.resolve("fp32"))));
    }

    private static long dataBytes(Path folder) throws IOException {
        return SafetensorsFile.read(folder.resolve("model.safetensors")).tensors().values().stream()
                .mapToLong(entry -> entry.data().remaining())
                .sum();
    }

    @Test
    void whatHoldsNoStudentIsRefused() throws IOException {
        // Given
        Path empty = Files.createDirectory(temporary.resolve("empty"));
        Path notes = Files.writeString(temporary.resolve("notes.txt"), "no student");
        Path foreign = Files.writeString(temporary.resolve("foreign.safetensors"), "no student");

        // Then
        for (Path path : List.of(empty, notes, foreign, temporary.resolve("missing"))) {
            assertThatThrownBy(() -> SavedStudent.read(path, manager))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(path.toString());
        }
    }

    /** Trains for some steps, and saves a checkpoint; returns what the student answers. */
    private AnsweredLogits trainAndSave(Architecture architecture, int steps) throws IOException {
        CandidateSettings settings =
                new CandidateSettings(architecture, 0, 0, 1, new Temperature(1), List.of(), 1e-2f, 0, 7);
        try (Candidate candidate = Candidate.fresh(settings, manager)) {
            for (int step = 0; step < steps; step++) {
                int[] labels = new int[16];
                for (int i = 0; i < labels.length; i++) {
                    labels[i] = i % 4;
                }
                try (NDManager scope = manager.newSubManager()) {
                    EvaluationSamples samples = EvaluationSamples.random(IMAGE, labels.length, step);
                    candidate.train(new TrainingBatch(
                            labels.length,
                            samples.batch(0, labels.length, scope),
                            null,
                            Map.of(),
                            scope.create(labels)));
                }
            }
            new CheckpointStore(checkpoints, 3, (file, why) -> {})
                    .save(new Checkpoint(
                            architecture.fingerprint(),
                            1,
                            new Lineage(steps, 16L * steps, 0, 0, new TreeMap<>()),
                            candidate.state()));
            return logits(candidate.network());
        }
    }

    private AnsweredLogits answers(StudentExport export) throws IOException {
        try (TrainableNetwork network = export.load(IMAGE, manager)) {
            return logits(network);
        }
    }

    private AnsweredLogits logits(TrainableNetwork network) {
        return AnsweredLogits.of(network, Signature.LOGITS, EvaluationSamples.random(IMAGE, SAMPLES, 42), manager);
    }

    private long weightBytes() {
        try (TrainableNetwork network = STUDENT.newNetwork(manager, 1)) {
            return network.weightBytes().orElseThrow();
        }
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }
}
