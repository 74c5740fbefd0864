package io.alambic.core.model;

import io.alambic.core.tensor.TensorSpec;
import java.util.List;

/**
 * What a model reads and writes.
 *
 * @param inputs in the order in which the network takes them
 * @param outputs logits and feature maps
 */
public record Signature(List<TensorSpec> inputs, List<TensorSpec> outputs) {

    /** The output that every classifier of the zoo has. */
    public static final String LOGITS = "logits";

    public Signature {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /**
     * The input of that name.
     *
     * @throws IllegalArgumentException naming the inputs that exist
     */
    public TensorSpec input(String name) {
        return find("input", name, inputs);
    }

    /**
     * The output of that name.
     *
     * @throws IllegalArgumentException naming the outputs that exist
     */
    public TensorSpec output(String name) {
        return find("output", name, outputs);
    }

    private static TensorSpec find(String kind, String name, List<TensorSpec> specs) {
        return specs.stream()
                .filter(spec -> spec.name().equals(name))
                .findFirst()
                .orElseThrow(() -> {
                    List<String> names = specs.stream().map(TensorSpec::name).toList();
                    return new IllegalArgumentException("no %s '%s'; the model has %s".formatted(kind, name, names));
                });
    }
}
