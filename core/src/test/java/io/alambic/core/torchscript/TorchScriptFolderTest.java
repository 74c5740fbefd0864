package io.alambic.core.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import ai.djl.ndarray.NDManager;
import io.alambic.core.model.InputSpec;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.safetensors.SafetensorsFile;
import io.alambic.core.storage.WeightType;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.testing.ExternalTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TorchScriptFolderTest {

    private static final Path MODELS = Path.of("src", "test", "resources", "models");
    private static final String PYTHON = "/usr/bin/python3";

    /** Follows the page's function that reads safetensors; its arguments are folders. */
    private static final String COMPARE = """
            import sys
            import torch

            for folder in sys.argv[1:]:
                module = torch.jit.load(folder + "/model.pt").state_dict()
                stored = read_safetensors(folder + "/model.safetensors")
                assert sorted(stored) == sorted(module), (sorted(stored), sorted(module))
                for name, tensor in module.items():
                    assert torch.equal(stored[name], tensor.float()), (folder, name)
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"named.pt, image:FP32:1x8x8", "tied.pt, image:FP32:8"})
    void pyTorchFindsTheSameNumbersInTheModuleAndBesideIt(String file, String input) throws Exception {
        ExternalTool.pythonModule(PYTHON, "torch", "python3-torch").require();
        // Given
        List<TensorSpec> inputs = InputSpec.parseAll(input);
        for (WeightType type : WeightType.values()) {
            Path target = Files.createDirectory(folder.resolve(type.toString()));
            try (NDManager manager = NDManager.newBaseManager();
                    TrainableNetwork network = module(MODELS.resolve(file), inputs, manager)) {
                TorchScriptFolder.save(target, network.snapshot(), inputs, type);
            }
        }
        Path script = Files.writeString(folder.resolve("compare.py"), readerOfThePage() + COMPARE);

        // When
        Process python = new ProcessBuilder(PYTHON, script.toString(), "fp32", "fp16", "int8")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        // Then
        assertThat(python.waitFor()).as(output).isZero();
    }

    @ParameterizedTest
    @EnumSource(WeightType.class)
    void tiedTensorsAreStoredOnceAndNamedInTheMetadata(WeightType type) throws IOException {
        // Given
        List<TensorSpec> inputs = InputSpec.parseAll("image:FP32:8");
        try (NDManager manager = NDManager.newBaseManager();
                TrainableNetwork network = module(MODELS.resolve("tied.pt"), inputs, manager)) {
            // When
            TorchScriptFolder.save(folder, network.snapshot(), inputs, type);
        }

        // Then
        SafetensorsFile stored = SafetensorsFile.read(folder.resolve("model.safetensors"));
        assertThat(stored.metadata()).containsExactly(entry("second.weight", "first.weight"));
        assertThat(stored.tensors())
                .containsKeys("first.weight", "classifier.weight")
                .doesNotContainKeys("second.weight", "second.weight.scale");
    }

    private static TrainableNetwork module(Path file, List<TensorSpec> inputs, NDManager manager) throws IOException {
        return TrainableModule.read(file, ModuleArchive.read(file), inputs, manager);
    }

    private static String readerOfThePage() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "bring-your-model.md"));
        return "import torch\n"
                + Pattern.compile("import json.*?(?=\\n```)", Pattern.DOTALL)
                        .matcher(page)
                        .results()
                        .findFirst()
                        .orElseThrow()
                        .group()
                + "\n";
    }

    @Test
    void anArchiveThatHoldsNoModuleIsRefused() throws IOException {
        // Given
        Path none = archive("none.pt", "code/data.txt", "nothing");
        Path garbage = archive("garbage.pt", "garbage/data.pkl", "garbage");
        Path number = archive("number.pt", "number/data.pkl", "\u0080\u0002K\u0001.");

        // Then
        for (Path file : List.of(none, garbage, number)) {
            assertThatThrownBy(() -> TorchScript.read(file, InputSpec.parseAll("image:FP32:8"), List.of()))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(file + " holds no TorchScript module: ");
        }
    }

    private Path archive(String name, String entry, String content) throws IOException {
        Path file = folder.resolve(name);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(content.getBytes(StandardCharsets.ISO_8859_1));
        }
        return file;
    }
}
