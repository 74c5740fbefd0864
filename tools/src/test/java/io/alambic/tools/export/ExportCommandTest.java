package io.alambic.tools.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.InputSpec;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.models.ModelSource;
import io.alambic.models.OpenedModel;
import io.alambic.models.remote.CallSettings;
import io.alambic.tools.SmallModel;
import io.alambic.tools.TinyImages;
import io.alambic.tools.ToolsCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command around the export, which core tests. */
class ExportCommandTest {

    @TempDir
    private Path temporary;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path student;
    private Path target;

    @BeforeEach
    void save() throws IOException {
        student = SmallModel.save(temporary.resolve("student"));
        target = temporary.resolve("exported");
    }

    @Test
    void anExportedStudentIsATeacherModel() throws IOException {
        // When
        int code = export(student.toString(), "--out", target.toString(), "--name", "small");

        // Then
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("47 parameters", "loaded back: equal logits, bit for bit, for 2,048 random samples");
        try (NDManager manager = NDManager.newBaseManager()) {
            OpenedModel opened =
                    OpenedModel.open(ModelSource.parse(target.toString()), List.of(), CallSettings.DEFAULT, manager);
            try (InferenceNetwork network = opened.network()) {
                assertThat(opened.identity().name()).isEqualTo("small");
                assertThat(network.parameterCount().orElseThrow()).isEqualTo(47);
            }
        }
    }

    @Test
    void agreementAndAccuracyOfQuantizedWeightsAreReported() throws IOException {
        // Given
        Path data = TinyImages.save(temporary.resolve("data"), 4);

        // When
        int code =
                export(student.toString(), "--out", target.toString(), "--weights", "int8", "--data", data.toString());

        // Then
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("with int8 weights")
                .containsPattern("for 10 test images: agreement [\\d.]+ %, kl -?[\\d.]+ nats; logits differ by at most")
                .containsPattern("accuracy: \\d+\\.00 % as trained, \\d+\\.00 % as exported");
    }

    @Test
    void anOnnxFileAnswersInOnnxRuntimeAndIsATeacherModel() throws IOException {
        // Given
        Path data = TinyImages.save(temporary.resolve("data"), 4);
        Path file = temporary.resolve("student.onnx");

        // When
        int code = export(
                student.toString(),
                "--format",
                "onnx",
                "--out",
                file.toString(),
                "--feature-maps",
                "block1",
                "--data",
                data.toString());

        // Then
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("with fp32 weights: 47 parameters")
                .containsPattern("loaded back in ONNX Runtime: logits differ by at most [-.e\\d]+ for 10 test images")
                .containsPattern("accuracy: (\\d+\\.00 %) as trained, \\1 as exported");
        List<TensorSpec> image = InputSpec.parseAll("image:FP32:1x4x4");
        try (NDManager manager = NDManager.newBaseManager();
                InferenceNetwork onnx = OpenedModel.open(
                                ModelSource.parse(file.toString()), image, CallSettings.DEFAULT, manager)
                        .network()) {
            assertThat(onnx.signature().outputs()).isEqualTo(InputSpec.parseAll("logits:FP32:3,block1:FP32:2x2x2"));
        }
    }

    @Test
    void anOnnxFileOf8BitsSaysWhetherActivationsAreQuantized() throws IOException {
        // Given
        Path data = TinyImages.save(temporary.resolve("data"), 4);
        List<String> onnx = List.of(student.toString(), "--format", "onnx", "--weights", "int8", "--out");

        // When
        int with = export(onnx, temporary.resolve("with.onnx").toString(), "--data", data.toString());
        int without = export(onnx, temporary.resolve("without.onnx").toString());

        // Then
        assertThat(List.of(with, without)).as(err.toString()).containsOnly(0);
        assertThat(out.toString())
                .contains("with int8 weights and activations (ranges from 10 training images): 47 parameters")
                .containsPattern("loaded back in ONNX Runtime, .* for 10 test images: agreement [\\d.]+ %")
                .contains("with int8 weights only (activations stay fp32: --dataset or --data would tell their ranges)")
                .containsPattern("for 2,048 random samples: agreement [\\d.]+ %");
    }

    @Test
    void whatIsNotWrittenAsOnnxIsOneSentence() throws IOException {
        // Given
        String file = temporary.resolve("student.onnx").toString();
        Path module = TorchScriptStudent.save(temporary.resolve("checkpoints"));

        // When
        List<Integer> codes = List.of(
                export(student.toString(), "--format", "onnx", "--out", target.toString()),
                export(student.toString(), "--format", "onnx", "--out", file, "--weights", "fp16"),
                export(student.toString(), "--format", "onnx", "--out", file, "--feature-maps", "block7"),
                export(module.toString(), "--format", "onnx", "--out", file, "--input", "image:FP32:1x8x8"));

        // Then
        assertThat(codes).containsOnly(1);
        assertThat(err.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).endsWith("an ONNX file is named *.onnx, but --out is " + target),
                        line -> assertThat(line).endsWith("written with fp32 or int8 weights, not with fp16"),
                        line -> assertThat(line).endsWith("no output 'block7'; the model has [logits, block1]"),
                        line -> assertThat(line)
                                .endsWith("holds a TorchScript module, which PyTorch itself exports to ONNX;"
                                        + " --format onnx writes students of the zoo"));
        assertThat(temporary).isDirectoryNotContaining("glob:**.onnx");
    }

    @Test
    void whatCannotBeExportedIsOneSentence() throws IOException {
        // Given
        Path data = TinyImages.save(temporary.resolve("data"), 5);

        // When
        int missing = export(temporary.resolve("absent").toString(), "--out", target.toString());
        int taken = export(student.toString(), "--out", student.toString());
        int shape = export(student.toString(), "--out", target.toString(), "--data", data.toString());
        int type = export(student.toString(), "--out", target.toString(), "--weights", "int4");

        // Then
        assertThat(List.of(missing, taken, shape, type)).containsExactly(1, 1, 1, 2);
        assertThat(err.toString())
                .contains(
                        "The student cannot be exported: %s: there is no such file or folder"
                                .formatted(temporary.resolve("absent")),
                        "The student cannot be exported: %s: it exists already".formatted(student),
                        "expected shape (10, 1, 4, 4), but it is (10, 1, 5, 5)",
                        "FP32, FP16, INT8")
                .doesNotContain("\tat ");
        assertThat(target).doesNotExist();
    }

    private int export(List<String> first, String... others) {
        return export(Stream.concat(first.stream(), Arrays.stream(others)).toArray(String[]::new));
    }

    private int export(String... arguments) {
        return ToolsCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(Stream.concat(Stream.of("export"), Arrays.stream(arguments))
                        .toArray(String[]::new));
    }
}
