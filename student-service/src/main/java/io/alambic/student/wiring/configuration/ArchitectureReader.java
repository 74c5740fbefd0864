package io.alambic.student.wiring.configuration;

import static io.alambic.core.settings.Values.about;

import ai.djl.ndarray.NDManager;
import io.alambic.core.bucket.Buckets;
import io.alambic.core.evaluate.ProbabilityCheck;
import io.alambic.core.model.Architecture;
import io.alambic.core.model.BucketedArchitecture;
import io.alambic.core.model.OutputPick;
import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.task.Task;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.torchscript.TorchScript;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads the student's architecture, a list of layers or a TorchScript file, and checks that it fits the task. */
final class ArchitectureReader {

    /** Architecture that is read from a file. */
    static final String TORCHSCRIPT = "torchscript";

    private static final String MODEL = "alambic.student.model";

    private final StudentConfig.Model config;
    private final Task task;

    ArchitectureReader(StudentConfig.Model config, Task task) {
        this.config = config;
        this.task = task;
    }

    /**
     * Reads the architecture.
     *
     * @throws InvalidSettingException naming the key, what came and what was expected
     */
    Architecture read() {
        if (config.architecture().equals(TORCHSCRIPT)) {
            return torchScript();
        }
        Architecture layered = new LayeredArchitectureReader(config).read();
        requireAnswer(layered);
        return layered;
    }

    private Architecture torchScript() {
        Path file = required("file", "the student's TorchScript file *.pt", config.file());
        List<TensorSpec> inputs = required(
                        "inputs", "inputs as name:TYPE:shape, such as image:FP32:1x28x28", config.inputs())
                .all();
        List<OutputPick> outputs = Parts.in(config.outputs());
        Optional<Buckets> buckets = about(key("sizes"), () -> Buckets.of(inputs, config.sizes(), config.padding()));
        List<TensorSpec> sized = buckets.map(all -> all.sized(inputs)).orElse(inputs);
        return about(MODEL, () -> {
            try {
                return TorchScript.read(
                        file, sized, outputs, (module, network) -> checked(module, network, file, buckets));
            } catch (IOException e) {
                throw new InvalidSettingException(key("file") + ": " + e.getMessage(), e);
            }
        });
    }

    private Architecture checked(TorchScript module, TrainableNetwork network, Path file, Optional<Buckets> buckets) {
        if (module.learned().isEmpty()) {
            throw new InvalidSettingException(
                    "%s: %s has no parameter that training may change".formatted(key("file"), file), null);
        }
        Architecture architecture = buckets.<Architecture>map(
                        all -> about(key("inputs"), () -> BucketedArchitecture.of(module, all, network)))
                .orElse(module);
        requireAnswer(architecture);
        requireLogits(network);
        return architecture;
    }

    private void requireAnswer(Architecture architecture) {
        TensorSpec logits = about(key("outputs"), () -> architecture.signature().output(Signature.LOGITS));
        about(MODEL, () -> {
            task.requireAnswer(logits);
            return logits;
        });
    }

    /** A softmax of probabilities is nearly flat: a classifier that ends with one would learn next to nothing. */
    private void requireLogits(TrainableNetwork network) {
        if (!task.namesOneClass()) {
            return;
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            if (ProbabilityCheck.areAnswered(network, Signature.LOGITS, manager)) {
                throw new IllegalArgumentException(
                        "the output 'logits' holds probabilities: a student has to answer logits, without softmax");
            }
        }
    }

    private static <T> T required(String name, String expected, Optional<T> value) {
        return value.orElseThrow(
                () -> new InvalidSettingException("%s is not set: expected %s".formatted(key(name), expected), null));
    }

    private static String key(String name) {
        return MODEL + "." + name;
    }
}
