package io.alambic.tools;

import io.alambic.core.model.InputSpec;
import io.alambic.core.tensor.TensorSpec;
import java.nio.file.Path;
import java.util.List;

/** Models and their inputs as arguments of a command name them. */
public final class ModelArgument {

    private ModelArgument() {}

    /** The model as every process understands it: a path from the root, or an address as it is. */
    public static String absolute(String model) {
        return model.contains("://")
                ? model
                : Path.of(model).toAbsolutePath().normalize().toString();
    }

    /**
     * Reads inputs, each such as {@code image:FP32:1x28x28}.
     *
     * @throws IllegalArgumentException saying what came and what was expected
     */
    public static List<TensorSpec> inputs(List<String> named) {
        return named.isEmpty() ? List.of() : InputSpec.parseAll(String.join(",", named));
    }
}
