package io.alambic.tools.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.data.LabelledData;
import io.alambic.core.evaluate.AnsweredLogits;
import io.alambic.core.evaluate.EvaluationSamples;
import io.alambic.core.figures.Figure;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.Signature;
import io.alambic.core.storage.ModelFolder;
import io.alambic.core.task.Classification;
import io.alambic.core.task.Tasks;
import io.alambic.core.train.Candidate;
import io.alambic.core.train.CandidateSettings;
import io.alambic.core.train.SupervisedTraining;
import io.alambic.core.zoo.Cnn;
import io.alambic.tools.SmallModel;
import io.alambic.tools.TinyImages;
import io.alambic.tools.ToolsCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The formulas are held against NumPy and PyTorch in core. */
class ExplainCommandTest {

    private static final Cnn TEACHER = new Cnn(List.of(1, 8, 8), List.of(8), List.of(16), MarkedImages.CLASSES);
    private static final Cnn STUDENT = new Cnn(List.of(1, 8, 8), List.of(4), List.of(), MarkedImages.CLASSES);
    private static final SupervisedTraining.Settings TRAINING = new SupervisedTraining.Settings(20, 32, 0.01f, 5);
    private static final int TRAIN = 384;
    private static final int TEST = 300;
    private static final Offset<Double> ROUNDING = within(1e-5);

    @TempDir
    private Path temporary;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void aStudentInheritsWhatItsTeacherGotWrongAndTheControlDoesNot() throws IOException {
        // Given: a teacher that was told of marked images that they are of class 1, and who learned from it without
        // labels
        MarkedImages train = MarkedImages.draw(TRAIN, 1);
        LabelledData test = MarkedImages.draw(TEST, 2).data();
        Path data = MarkedImages.draw(TEST, 2).save(temporary.resolve("data"));
        Path json = temporary.resolve("explanation.json");
        try (Candidate teacher = labelled(TEACHER, train.mislabelled());
                Candidate student = distilled(teacher, train.data());
                Candidate control = labelled(STUDENT, train.data())) {
            // When
            int code = run(
                    save("teacher", TEACHER, teacher),
                    save("student", STUDENT, student),
                    "--control",
                    save("control", STUDENT, control),
                    "--data",
                    data.toString(),
                    "--worst",
                    "4",
                    "--out",
                    json.toString());

            // Then
            assertThat(code).as(err.toString()).isZero();
            JsonObject explanation =
                    JsonParser.parseString(Files.readString(json)).getAsJsonObject();
            JsonObject marked =
                    explanation.getAsJsonArray("transferByClass").get(2).getAsJsonObject();
            assertThat(marked.get("samples").getAsInt()).isEqualTo(TEST / 3);
            assertThat(marked.get("teacherErrors").getAsInt()).isBetween(TEST / 6 - 5, TEST / 6 + 5);
            assertThat(marked.get("inherited").getAsInt()).isGreaterThan(TEST / 6 - 10);
            assertThat(marked.get("inheritedByControl").getAsInt()).isLessThan(5);
            assertThat(out.toString()).contains("answers to 300 test samples", "teacher's errors", "made by control");

            AnsweredLogits taught = answers(teacher.network(), test);
            AnsweredLogits learned = answers(student.network(), test);
            Map<Figure, Double> figures = learned.figures(taught, Tasks.CLASSIFICATION, test.labels(), manager);
            JsonObject pupil = explanation.getAsJsonObject("student");
            assertThat(pupil.get("agreement").getAsDouble()).isCloseTo(figures.get(Figure.AGREEMENT), ROUNDING);
            assertThat(pupil.get("divergenceNats").getAsDouble()).isCloseTo(figures.get(Figure.KL), ROUNDING);
            assertThat(pupil.get("accuracy").getAsDouble()).isCloseTo(figures.get(Figure.ACCURACY), ROUNDING);
            assertThat(pupil.get("calibrationError").getAsDouble())
                    .isCloseTo(figures.get(Classification.CALIBRATION_ERROR), ROUNDING);
            assertThat(explanation.getAsJsonArray("worstSamples"))
                    .hasSize(4)
                    .extracting(
                            worst -> worst.getAsJsonObject().get("divergence").getAsDouble())
                    .isSortedAccordingTo((one, other) -> Double.compare(other, one));
        }
    }

    @Test
    void everyLayerOfAModelIsNearestToItself() throws IOException {
        // Given
        Path data = MarkedImages.draw(TEST, 2).save(temporary.resolve("data"));
        Path json = temporary.resolve("explanation.json");
        String model;
        try (Candidate fresh = Candidate.fresh(settings(TEACHER), manager)) {
            model = save("teacher", TEACHER, fresh);
        }

        // When
        int code = run(model, model, "--data", data.toString(), "--out", json.toString());

        // Then
        assertThat(code).as(err.toString()).isZero();
        JsonObject explanation = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
        JsonObject layers = explanation.getAsJsonObject("student").getAsJsonObject("layers");
        assertThat(layers.getAsJsonArray("own"))
                .extracting(JsonElement::getAsString)
                .contains("block1", Signature.LOGITS);
        assertThat(layers.getAsJsonArray("nearestTeacherLayer")).isEqualTo(layers.getAsJsonArray("own"));
        assertThat(out.toString())
                .contains("block1 is nearest to the teacher's block1: 1.000")
                .doesNotContain("control");
        assertThat(explanation.getAsJsonObject("student").get("overlap").getAsDouble())
                .isEqualTo(1);
        assertThat(explanation.get("control").isJsonNull()).isTrue();
    }

    @Test
    void whatCannotBeExplainedIsOneSentence() throws IOException {
        // Given
        String tiny = SmallModel.save(temporary.resolve("tiny")).toString();
        String data = TinyImages.save(temporary.resolve("data"), 4).toString();
        String four;
        Cnn architecture = new Cnn(List.of(1, 4, 4), List.of(2), List.of(), 4);
        try (Candidate fresh = Candidate.fresh(settings(architecture), manager)) {
            four = save("four", architecture, fresh);
        }

        // When
        List<Integer> codes = List.of(
                run(tiny, tiny),
                run(tiny, temporary.resolve("absent").toString(), "--data", data),
                run(tiny, four, "--data", data),
                run(tiny, tiny, "--data", data, "--worst", "0"));

        // Then
        assertThat(codes).containsOnly(1);
        assertThat(err.toString().lines().filter(line -> line.startsWith("The student")))
                .satisfiesExactly(
                        line -> assertThat(line).contains("labelled test samples are needed: --dataset mnist"),
                        line -> assertThat(line).contains("absent is no model folder"),
                        line -> assertThat(line)
                                .endsWith("%s answers 3 classes, but %s answers 4".formatted(tiny, four)),
                        line -> assertThat(line)
                                .endsWith("--likeliest and --worst must be at least 1, but are 3 and 0"));
    }

    private Candidate labelled(Cnn architecture, LabelledData data) {
        return new SupervisedTraining(TRAINING, manager).train(architecture, data, step -> {});
    }

    private Candidate distilled(Candidate teacher, LabelledData data) {
        Candidate student = Candidate.fresh(settings(STUDENT), manager);
        EvaluationSamples samples =
                EvaluationSamples.of(data, TEACHER.signature().inputs().get(0));
        for (int epoch = 0; epoch < TRAINING.epochs(); epoch++) {
            for (int from = 0; from < data.size(); from += TRAINING.batch()) {
                try (NDManager scope = manager.newSubManager()) {
                    Map<String, NDArray> inputs = samples.batch(from, TRAINING.batch(), scope);
                    NDArray logits = teacher.network().forward(inputs).get(Signature.LOGITS);
                    student.train(new TrainingBatch(TRAINING.batch(), inputs, logits, Map.of(), null));
                }
            }
        }
        return student;
    }

    private static CandidateSettings settings(Cnn architecture) {
        return new CandidateSettings(architecture, 1, 0, 0, new Temperature(1), List.of(), 0.01f, 0, 9);
    }

    private String save(String name, Cnn architecture, Candidate candidate) throws IOException {
        Path folder = temporary.resolve(name);
        ModelFolder.save(folder, name, architecture, candidate.network(), 0.5, TRAIN);
        return folder.toString();
    }

    private AnsweredLogits answers(InferenceNetwork network, LabelledData test) {
        EvaluationSamples samples =
                EvaluationSamples.of(test, network.signature().inputs().get(0));
        return AnsweredLogits.of(network, Signature.LOGITS, samples, manager);
    }

    private int run(String... arguments) {
        return ToolsCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(Stream.concat(Stream.of("explain"), Arrays.stream(arguments))
                        .toArray(String[]::new));
    }
}
