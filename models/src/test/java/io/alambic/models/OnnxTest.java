package io.alambic.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.InputSpec;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxTest {

    private static final List<TensorSpec> IMAGE = InputSpec.parseAll("image:FP32:1x8x8");

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void answersAsTheModuleThatItWasExportedFrom() throws IOException {
        try (InferenceNetwork onnx = ModelFile.load(SampleModels.ONNX, IMAGE, manager);
                InferenceNetwork module = ModelFile.load(SampleModels.NUMBERED, IMAGE, manager)) {
            // Given
            NDArray images = manager.arange(5 * 64).div(64).sin().reshape(new Shape(5, 1, 8, 8));

            // When
            Map<String, NDArray> outputs = onnx.forward(Map.of("image", images));

            // Then
            assertThat(onnx.signature())
                    .isEqualTo(new Signature(IMAGE, InputSpec.parseAll("logits:FP32:4,hidden:FP32:5")));
            Map<String, NDArray> expected = module.forward(Map.of("image", images));
            assertThat(outputs.get("logits").toFloatArray())
                    .containsExactly(expected.get("output0").toFloatArray(), within(1e-5f));
            assertThat(outputs.get("hidden").toFloatArray())
                    .containsExactly(expected.get("output1").toFloatArray(), within(1e-5f));
            assertThat(outputs.get("logits").getManager()).isSameAs(images.getManager());
        }
    }

    @Test
    void anInputOfAnotherNameIsRefusedNamingThoseThatExist() {
        assertThatThrownBy(() -> ModelFile.load(SampleModels.ONNX, InputSpec.parseAll("picture:FP32:1x8x8"), manager))
                .hasMessage("the model's inputs are [image], but [picture] are named");
    }

    @Test
    void anInputOfAnotherShapeIsRefusedWithTheEnginesReason() {
        assertThatThrownBy(() -> ModelFile.load(SampleModels.ONNX, InputSpec.parseAll("image:FP32:1x9x9"), manager))
                .hasMessageStartingWith("the model cannot take 1 sample(s) of [image:FP32:1x9x9]: ")
                .hasMessageContaining("index: 2 Got: 9 Expected: 8");
    }

    @Test
    void aFileThatIsNoModelIsRefused(@TempDir Path folder) throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("notes.onnx"), "no model");

        // Then
        assertThatThrownBy(() -> ModelFile.load(file, IMAGE, manager))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + " holds no ONNX model: ");
    }
}
