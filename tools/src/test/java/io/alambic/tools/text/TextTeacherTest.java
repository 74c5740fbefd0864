package io.alambic.tools.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.alambic.core.bucket.Buckets;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.InputSpec;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.storage.ModelFolder;
import io.alambic.core.zoo.TextEmbeddingBag;
import io.alambic.datasets.text.TextFolder;
import io.alambic.datasets.text.TextTokenizer;
import io.alambic.datasets.text.TokenizedTexts;
import io.alambic.models.ModelSource;
import io.alambic.models.OpenedModel;
import io.alambic.models.remote.CallSettings;
import io.alambic.testing.TextFixtures;
import io.alambic.tools.ToolsCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The transformer is the smallest there is: the vector of a token is its one-hot row. */
class TextTeacherTest {

    private static final String INPUTS = "input_ids:INT64:T,attention_mask:INT64:T";

    @TempDir
    private Path folder;

    private Path encoder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void write() throws IOException {
        TextFixtures.folder(folder);
        encoder = folder.resolve("encoder.onnx");
        try (var file = Files.newOutputStream(encoder)) {
            transformer(3).writeTo(file);
        }
    }

    @Test
    void aHeadOnTheEmbeddingsMakesAClassifierInOneOnnxFile() throws IOException {
        // When
        int exitCode = train();

        // Then
        assertThat(exitCode).as(err.toString()).isZero();
        Path teacher = folder.resolve("teacher");
        JsonObject description = JsonParser.parseString(Files.readString(teacher.resolve("teacher.json")))
                .getAsJsonObject();
        assertThat(description.get("accuracy").getAsDouble()).isEqualTo(1);
        assertThat(description.get("labelledTexts").getAsInt()).isEqualTo(30);
        assertThat(description.get("parameters").getAsLong())
                .isEqualTo(TextFixtures.VOCABULARY * TextFixtures.VOCABULARY + 2 * (TextFixtures.VOCABULARY + 1));
        assertThat(description.get("samplesPerSecond").getAsDouble()).isPositive();
        assertThat(teacher.resolve("tokenizer.json")).hasSameBinaryContentAs(folder.resolve("tokenizer.json"));
        assertThat(out.toString()).contains("test accuracy 100.00 %");
    }

    @Test
    void itsAnswersDoNotDependOnPadding() throws IOException {
        // Given
        train();
        try (NDManager manager = NDManager.newBaseManager();
                TextTokenizer tokenizer = TextTokenizer.read(folder.resolve("tokenizer.json"), 16)) {
            TokenizedTexts texts = tokenizer.tokenized(new TextFolder(folder).test());

            // When
            float[][] exact = answers("T=1/2/3/4/5/6/7/8/9/10/11/12/16", "logits", texts, manager);
            float[][] padded = answers("T=16", "logits", texts, manager);

            // Then
            for (int i = 0; i < exact.length; i++) {
                for (int c = 0; c < 2; c++) {
                    assertThat(padded[i][c]).isCloseTo(exact[i][c], within(1e-4f));
                }
            }
        }
    }

    private float[][] answers(String sizes, String output, TokenizedTexts texts, NDManager manager) throws IOException {
        Buckets buckets = Buckets.parse(sizes, "");
        ModelSource model = new ModelSource.File(folder.resolve("teacher/teacher.onnx"));
        try (InferenceNetwork network = OpenedModel.open(
                        model, buckets.sized(InputSpec.parseAll(INPUTS)), CallSettings.DEFAULT, manager)
                .network()) {
            return new TextPass(texts, buckets).answers(network, TextPass.Answer.output(output), manager, done -> {});
        }
    }

    @Test
    void teacherAndStudentAreReportedSideBySideOnTexts() throws IOException {
        // Given
        train();
        untrained(2);

        // When
        int exitCode = report();

        // Then
        assertThat(exitCode).as(err.toString()).isZero();
        JsonObject report = JsonParser.parseString(Files.readString(folder.resolve("report.json")))
                .getAsJsonObject();
        assertThat(report.getAsJsonObject("teacher").get("accuracy").getAsDouble())
                .isEqualTo(1);
        assertThat(report.getAsJsonObject("student").get("samplesPerSecond").getAsDouble())
                .isPositive();
        assertThat(report.getAsJsonObject("student").get("parameters").getAsLong())
                .isEqualTo(2 * TextFixtures.VOCABULARY + 2 * (2 + 1));
        assertThat(report.getAsJsonObject("figures").get("agreement").getAsDouble())
                .isBetween(0.0, 1.0);
        assertThat(out.toString()).contains("texts/s", "agreement: ");
    }

    @Test
    void withoutAHeadItIsAnEncoderWhoseEmbeddingsHaveLengthOne() throws IOException {
        // When
        int exitCode = train("--task", "embedding");

        // Then
        assertThat(exitCode).as(err.toString()).isZero();
        JsonObject description = JsonParser.parseString(Files.readString(folder.resolve("teacher/teacher.json")))
                .getAsJsonObject();
        assertThat(description.get("dimensions").getAsInt()).isEqualTo(TextFixtures.VOCABULARY);
        assertThat(description.has("accuracy")).isFalse();
        try (NDManager manager = NDManager.newBaseManager();
                TextTokenizer tokenizer = TextTokenizer.read(folder.resolve("tokenizer.json"), 16)) {
            TokenizedTexts texts = tokenizer.tokenized(new TextFolder(folder).test());
            for (float[] embedding : answers("T=16", "sentence_embedding", texts, manager)) {
                double squares = 0;
                for (float number : embedding) {
                    squares += number * number;
                }
                assertThat(squares).isCloseTo(1, within(1e-5));
            }
        }
    }

    @Test
    void aStudentOfEmbeddingsIsReportedBesideWhatLearnedFromNoTeacher() throws IOException {
        // Given
        train("--task", "embedding");
        untrained(TextFixtures.VOCABULARY);

        // When
        int exitCode = report("--task", "embedding");

        // Then
        assertThat(exitCode).as(err.toString()).isZero();
        JsonObject report = JsonParser.parseString(Files.readString(folder.resolve("report.json")))
                .getAsJsonObject();
        assertThat(report.getAsJsonObject("teacher").has("accuracy")).isFalse();
        JsonObject baselines = report.getAsJsonObject("baselines");
        double untrained = report.getAsJsonObject("figures").get("recallAt10").getAsDouble();
        assertThat(untrained).isStrictlyBetween(0.0, 1.0);
        assertThat(baselines
                        .getAsJsonObject("untrained student")
                        .get("recallAt10")
                        .getAsDouble())
                .as("the student has its first weights")
                .isEqualTo(untrained);
        assertThat(baselines
                        .getAsJsonObject("tf-idf of tokens")
                        .get("recallAt10")
                        .getAsDouble())
                .isStrictlyBetween(0.0, 1.0);
        assertThat(out.toString()).contains("recallAt10: ").contains("tf-idf of tokens: recallAt10: ");
    }

    @Test
    void aTaskThatNoTransformerTeachesIsRefused() {
        assertThat(train("--task", "regression")).isEqualTo(1);
        assertThat(err.toString())
                .contains("a transformer teaches classification or embedding, but --task is regression");
    }

    @Test
    void aStudentOfTextsIsExplained() throws IOException {
        // Given
        train();
        untrained(2);

        // When
        int exitCode = compare("explain", "--out", "--worst", "3");

        // Then
        assertThat(exitCode).as(err.toString()).isZero();
        JsonObject explanation = JsonParser.parseString(Files.readString(folder.resolve("report.json")))
                .getAsJsonObject();
        assertThat(out.toString()).contains("answers to 20 test samples");
        assertThat(explanation.getAsJsonObject("teacher").get("accuracy").getAsDouble())
                .isEqualTo(1);
        assertThat(explanation.getAsJsonObject("student").get("agreement").getAsDouble())
                .isEqualTo(
                        explanation.getAsJsonObject("student").get("accuracy").getAsDouble());
        assertThat(explanation.getAsJsonArray("worstSamples")).hasSize(3);
        assertThat(explanation.getAsJsonArray("transferByClass")).allSatisfy(row -> assertThat(
                        row.getAsJsonObject().get("samples").getAsInt())
                .isEqualTo(10));
    }

    @Test
    void whatIsNoTransformerOfTextsIsRefused() throws IOException {
        // Given
        try (var file = Files.newOutputStream(encoder)) {
            transformer(2).writeTo(file);
        }

        // When
        int exitCode = train();

        // Then
        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString())
                .contains("has no output with a vector for each token, [N, T, D]; its outputs are [hidden]");
    }

    private void untrained(int answers) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            TextEmbeddingBag bag = new TextEmbeddingBag("input_ids", TextFixtures.VOCABULARY, 2, List.of(), answers);
            try (TrainableNetwork network = bag.newNetwork(manager, 1)) {
                ModelFolder.save(folder.resolve("student"), "student", bag, network, Double.NaN, 0);
            }
        }
    }

    private int report(String... more) {
        return compare("report", "--json", more);
    }

    private int compare(String command, String json, String... more) {
        return run(
                more,
                command,
                folder.resolve("teacher/teacher.onnx").toString(),
                folder.resolve("student").toString(),
                "--input",
                "input_ids:INT64:T",
                "--input",
                "attention_mask:INT64:T",
                "--texts",
                folder.toString(),
                "--tokenizer",
                folder.resolve("tokenizer.json").toString(),
                "--sizes",
                "T=4/16",
                json,
                folder.resolve("report.json").toString());
    }

    private int train(String... more) {
        return run(
                more,
                "train-teacher",
                "--texts",
                folder.toString(),
                "--encoder",
                encoder.toString(),
                "--sizes",
                "T=4/16",
                "--labelled",
                "30",
                "--out",
                folder.resolve("teacher").toString());
    }

    private int run(String[] more, String... arguments) {
        return ToolsCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new));
    }

    private static ModelProto transformer(int dimensions) {
        int size = TextFixtures.VOCABULARY;
        TensorProto.Builder vectors = TensorProto.newBuilder()
                .setName("vectors")
                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                .addDims(size)
                .addDims(size);
        for (int i = 0; i < size * size; i++) {
            vectors.addFloatData(i % (size + 1) == 0 ? 1 : 0);
        }
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(14))
                .setGraph(GraphProto.newBuilder()
                        .setName("smallest")
                        .addInput(value("input_ids", TensorProto.DataType.INT64_VALUE, 2))
                        .addInput(value("attention_mask", TensorProto.DataType.INT64_VALUE, 2))
                        .addInitializer(vectors)
                        .addNode(NodeProto.newBuilder()
                                .setOpType("Gather")
                                .addInput("vectors")
                                .addInput("input_ids")
                                .addOutput("hidden"))
                        .addOutput(value("hidden", TensorProto.DataType.FLOAT_VALUE, dimensions)))
                .build();
    }

    private static ValueInfoProto value(String name, int type, int dimensions) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (int i = 0; i < dimensions; i++) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("d" + name + i));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(
                                TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)))
                .build();
    }
}
