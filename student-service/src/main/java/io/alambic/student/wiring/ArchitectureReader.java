package io.alambic.student.wiring;

import static io.alambic.core.settings.Values.about;
import static io.alambic.core.settings.Values.integer;
import static io.alambic.core.settings.Values.integers;

import io.alambic.core.model.Architecture;
import io.alambic.core.model.InputSpec;
import io.alambic.core.model.OutputPick;
import io.alambic.core.model.Signature;
import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.settings.Values;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.torchscript.TorchScript;
import io.alambic.core.zoo.Zoo;
import io.alambic.core.zoo.ZooArchitecture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads the student's architecture: one of the zoo, or a TorchScript file. */
final class ArchitectureReader {

    private static final String MODEL = "alambic.student.model";
    private static final String TORCHSCRIPT = "torchscript";

    private final StudentConfig.Model config;

    ArchitectureReader(StudentConfig.Model config) {
        this.config = config;
    }

    /**
     * Reads the architecture.
     *
     * @throws InvalidSettingException naming the key, what came and what was expected
     */
    Architecture read() {
        Architecture architecture = config.architecture().equals(TORCHSCRIPT) ? torchScript() : zoo();
        TensorSpec logits = about(key("outputs"), () -> architecture.signature().output(Signature.LOGITS));
        if (logits.sampleShape().dimension() != 1) {
            throw new InvalidSettingException(
                    "%s: logits must be one number for each class, but have shape %s"
                            .formatted(key("outputs"), logits.sampleShape()),
                    null);
        }
        return architecture;
    }

    private TorchScript torchScript() {
        Path file = about(
                key("file"), () -> Path.of(required("file", "the student's TorchScript file *.pt", config.file())));
        List<TensorSpec> inputs = about(
                key("inputs"),
                () -> InputSpec.parseAll(
                        required("inputs", "inputs as name:TYPE:shape, such as image:FP32:1x28x28", config.inputs())));
        List<OutputPick> outputs = about(key("outputs"), () -> config.outputs()
                .filter(text -> !text.isBlank())
                .map(text -> Values.parts(text, ",").map(OutputPick::parse).toList())
                .orElse(List.of()));
        TorchScript module = about(MODEL, () -> load(file, inputs, outputs));
        if (module.learned().isEmpty()) {
            throw new InvalidSettingException(
                    "%s: %s has no parameter that training may change".formatted(key("file"), file), null);
        }
        return module;
    }

    private static TorchScript load(Path file, List<TensorSpec> inputs, List<OutputPick> outputs) {
        try {
            return TorchScript.read(file, inputs, outputs);
        } catch (IOException e) {
            throw new InvalidSettingException(key("file") + ": " + e.getMessage(), e);
        }
    }

    private static String required(String name, String expected, Optional<String> value) {
        return value.filter(text -> !text.isBlank())
                .orElseThrow(() ->
                        new InvalidSettingException("%s is not set: expected %s".formatted(key(name), expected), null));
    }

    private ZooArchitecture zoo() {
        if (!Zoo.kinds().contains(config.architecture())) {
            throw new InvalidSettingException(
                    "%s: expected %s or %s, but got '%s'"
                            .formatted(
                                    key("architecture"),
                                    String.join(", ", Zoo.kinds()),
                                    TORCHSCRIPT,
                                    config.architecture()),
                    null);
        }
        String dense = config.dense().orElse("");
        return about(
                MODEL,
                () -> Zoo.of(
                        config.architecture(),
                        input(config.input()),
                        integers(key("convolutions"), config.convolutions(), ","),
                        dense.isBlank() ? List.of() : integers(key("dense"), dense, ","),
                        integer(key("classes"), config.classes())));
    }

    /** {@code 1x28x28}, or {@code name:1x28x28}. */
    private static ZooArchitecture.Input input(String text) {
        int colon = text.indexOf(':');
        List<Integer> shape = integers(key("input"), text.substring(colon + 1), "x");
        return colon < 0
                ? new ZooArchitecture.Input(shape)
                : new ZooArchitecture.Input(text.substring(0, colon).strip(), shape);
    }

    private static String key(String name) {
        return MODEL + "." + name;
    }
}
