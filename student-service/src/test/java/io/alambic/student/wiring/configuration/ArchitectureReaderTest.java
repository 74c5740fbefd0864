package io.alambic.student.wiring.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.core.model.Architecture;
import io.alambic.core.model.InputSpec;
import io.alambic.core.model.Signature;
import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.task.Tasks;
import io.alambic.core.torchscript.TorchScript;
import io.alambic.core.zoo.Cnn;
import io.alambic.core.zoo.Mlp;
import io.alambic.core.zoo.Residual;
import io.alambic.core.zoo.TextEmbeddingBag;
import io.alambic.core.zoo.ZooArchitecture.Input;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArchitectureReaderTest {

    /** Written by core's make_models.py. */
    private static final String MODELS = "../core/src/test/resources/models/";

    private static final String DECLARED = "../core/src/test/resources/students/";

    @Test
    void anArchitectureOfTheZooIsChosenByNameAndMayReadAnotherTensor() {
        assertThat(read(Map.of())).isEqualTo(new Cnn(List.of(1, 28, 28), List.of(16, 32), List.of(64), 10));
        assertThat(read(Map.of(
                        "architecture", "residual", "input", "edges:3x14x14", "convolutions", "8", "dense", " ")))
                .isEqualTo(new Residual(new Input("edges", List.of(3, 14, 14)), List.of(8), List.of(), 10));
        assertThat(read(Map.of("architecture", "mlp", "input", "32", "classes", "2")))
                .isEqualTo(new Mlp(new Input(List.of(32)), List.of(64), 2));
    }

    @Test
    void aTorchScriptFileIsReadWithItsOutputsNamed() {
        // When
        Architecture architecture = read(Map.of(
                "architecture", "torchscript",
                "file", MODELS + "numbered.pt",
                "inputs", "image:FP32:1x8x8",
                "outputs", "logits=0,hidden=1"));

        // Then
        assertThat(architecture).isInstanceOf(TorchScript.class);
        assertThat(architecture.signature())
                .isEqualTo(new Signature(
                        InputSpec.parseAll("image:FP32:1x8x8"), InputSpec.parseAll("logits:FP32:4,hidden:FP32:5")));
    }

    @Test
    void anArchitectureOfTextsHasOneInputOfOpenLength() {
        // Given
        Map<String, String> text = Map.of(
                "architecture", "text-embedding-bag",
                "inputs", "input_ids:INT64:T",
                "sizes", "T=8/16",
                "vocabulary", "100",
                "width", "4",
                "dense", "",
                "classes", "2");

        // When
        Architecture architecture = read(text);

        // Then
        assertThat(architecture.fingerprint())
                .isEqualTo(new TextEmbeddingBag("input_ids", 100, 4, List.of(), 2).fingerprint());
        assertThat(architecture.signature().named().get(0).batchText(1)).isEqualTo("(1, T≤16)");
        refused(
                Map.of("architecture", "text-cnn"),
                "alambic.student.model.inputs: expected the one input of tokens, such as input_ids:INT64:T, but got 0 inputs");
        refused(
                Map.of("architecture", "text-cnn", "inputs", "ids:INT64:T"),
                "alambic.student.model.sizes: the open dimension T has no sizes: expected LETTER=size/size/..., separated by"
                        + " comma, such as T=16/32/64");
        refused(
                Map.of("architecture", "text-cnn", "inputs", "ids:FP32:16"),
                "alambic.student.model.inputs: input must be ids:INT64:T or of a fixed size, but is ids:FP32:16");
    }

    @Test
    void aStudentIsDeclaredInAFile() {
        // When
        Architecture image = read(Map.of("architecture", DECLARED + "image.yaml"));
        Architecture text = read(Map.of("architecture", DECLARED + "text.yaml", "sizes", "T=8/32"));

        // Then
        assertThat(image.signature().outputs())
                .isEqualTo(InputSpec.parseAll("logits:FP32:4,small:FP32:6x6x5,mixed:FP32:8x6x5"));
        assertThat(text.signature().named().get(0).batchText(1)).isEqualTo("(1, T≤32)");
        refused(
                Map.of("architecture", DECLARED + "none.yaml"),
                "alambic.student.model.architecture: there is no readable file " + DECLARED + "none.yaml");
        refused(
                Map.of("architecture", DECLARED + "text.yaml"),
                "alambic.student.model.sizes: the open dimension T has no sizes: expected LETTER=size/size/..., separated by"
                        + " comma, such as T=16/32/64");
        refused(
                Map.of("architecture", DECLARED + "text.yaml", "sizes", "T=8/64"),
                "alambic.student.model.inputs: layers[1].positions: longest: expected at least 64, the length of [8, 64], but got 32");
    }

    @Test
    void everyWrongSettingIsRefusedWithItsKey() {
        refused(
                Map.of("architecture", "vgg"),
                "alambic.student.model.architecture: expected cnn, fcn, mlp, mobile, residual, series, text-cnn, text-embedding-bag, text-transformer, torchscript or a file *.yaml, but got 'vgg'");
        refused(
                Map.of("architecture", "series"),
                "alambic.student.model: input must be channels x length, but is [1, 28, 28]");
        refused(
                Map.of("architecture", "torchscript"),
                "alambic.student.model.file is not set: expected the student's TorchScript file *.pt");
        refused(
                Map.of("architecture", "torchscript", "file", "net.pt"),
                "alambic.student.model.inputs is not set: expected inputs as name:TYPE:shape, such as image:FP32:1x28x28");
        refused(
                Map.of("architecture", "torchscript", "file", "net.pt", "inputs", "image:FP32:8"),
                "alambic.student.model.file: there is no readable file net.pt");
        refused(
                Map.of("architecture", "torchscript", "file", MODELS + "plain.pt", "inputs", "image:float:1x8x8"),
                "alambic.student.model.inputs: expected one of the types [BOOL, UINT8, INT8, INT32, INT64, FP16, FP32,"
                        + " FP64], but got 'image:float:1x8x8'");
        refused(
                Map.of("architecture", "torchscript", "file", MODELS + "numbered.pt", "inputs", "image:FP32:1x8x8"),
                "alambic.student.model.outputs: no output 'logits'; the model has [output0, output1]");
        refused(
                Map.of(
                        "architecture", "torchscript",
                        "file", MODELS + "named.pt",
                        "inputs", "image:FP32:1x8x8",
                        "outputs", "logits,block7"),
                "alambic.student.model: no output 'block7'; the model has [block1, logits]");
    }

    private static void refused(Map<String, String> settings, String message) {
        assertThatThrownBy(() -> read(settings))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(message);
    }

    private static Architecture read(Map<String, String> settings) {
        Map<String, String> values = new HashMap<>(Map.of("alambic.student.checkpoint-dir", "checkpoints"));
        settings.forEach((name, value) -> values.put("alambic.student.model." + name, value));
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(values, "test", 1))
                .build();
        StudentConfiguration configuration =
                StudentConfiguration.read(config, Map.of("bootstrap.servers", "localhost:9092"));
        return new ArchitectureReader(configuration.student().model(), Tasks.CLASSIFICATION).read();
    }
}
