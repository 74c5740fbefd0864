package io.alambic.tools;

import io.alambic.core.model.InputSpec;
import io.alambic.core.tensor.TensorSpec;
import java.nio.file.Path;
import java.util.List;

/** Reads arguments that name models and their inputs. */
public final class ModelArgument {

    private ModelArgument() {}

    /** Returns a path as an absolute path, and an address unchanged. */
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
