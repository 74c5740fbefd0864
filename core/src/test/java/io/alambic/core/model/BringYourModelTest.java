package io.alambic.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDManager;
import io.alambic.core.tensor.TensorSpec;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the lines of the documentation, and loads what they write as its settings say. */
class BringYourModelTest {

    private static final Path PAGE = Path.of("..", "docs", "bring-your-model.md");
    private static final String PYTHON = "/usr/bin/python3";

    @Test
    void theDocumentedLinesExportModelsThatTheDocumentedSettingsLoad(@TempDir Path folder) throws Exception {
        assumeTrue(run(folder, "-c", "import torch") == 0, "Python with torch is not installed");
        // Given
        Path script = Files.writeString(folder.resolve("export.py"), blocks("python"));
        Properties settings = new Properties();
        settings.load(new StringReader(blocks("properties")));
        List<TensorSpec> inputs = InputSpec.parseAll(settings.getProperty("alambic.teacher.inputs"));

        // When
        int code = run(folder, script.toString());

        // Then
        assertThat(code).as(Files.readString(folder.resolve("log"))).isZero();
        try (NDManager manager = NDManager.newBaseManager();
                Network teacher =
                        ModelFile.load(folder.resolve(settings.getProperty("alambic.teacher.model")), inputs, manager);
                Network onnx = ModelFile.load(folder.resolve("teacher.onnx"), inputs, manager)) {
            assertThat(teacher.signature().outputs())
                    .isEqualTo(InputSpec.parseAll("layer1:FP32:32x16x16,layer2:FP32:64x8x8,logits:FP32:10"));
            assertThat(onnx.signature().outputs()).isEqualTo(InputSpec.parseAll("logits:FP32:10,layer2:FP32:64x8x8"));
        }
        TorchScript student = TorchScript.read(
                folder.resolve(settings.getProperty("alambic.student.model.file")),
                InputSpec.parseAll(settings.getProperty("alambic.student.model.inputs")),
                Arrays.stream(settings.getProperty("alambic.student.model.outputs")
                                .split(","))
                        .map(OutputPick::parse)
                        .toList());
        assertThat(student.signature().outputs()).isEqualTo(InputSpec.parseAll("logits:FP32:10,small:FP32:16x8x8"));
        assertThat(student.learned()).contains("layer1.1.weight");
    }

    private static String blocks(String language) throws IOException {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map((MatchResult result) -> result.group(1))
                .collect(Collectors.joining("\n"));
    }

    private static int run(Path folder, String... arguments) throws IOException, InterruptedException {
        if (!Files.isExecutable(Path.of(PYTHON))) {
            return -1;
        }
        ProcessBuilder python = new ProcessBuilder(PYTHON)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        python.command().addAll(List.of(arguments));
        return python.start().waitFor();
    }
}
