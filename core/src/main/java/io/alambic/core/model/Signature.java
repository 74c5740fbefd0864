package io.alambic.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.alambic.core.bucket.Buckets;
import io.alambic.core.bucket.CountedPlaces;
import io.alambic.core.bucket.PlaceMask;
import io.alambic.core.tensor.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The inputs and outputs of a model.
 *
 * @param inputs in the order in which the network takes them
 * @param outputs logits and feature maps
 * @param buckets of inputs with open dimensions, whose sizes are one more input; empty if every shape is fixed
 */
public record Signature(List<TensorSpec> inputs, List<TensorSpec> outputs, Optional<Buckets> buckets) {

    /** Name of the output that every classifier of the zoo has. */
    public static final String LOGITS = "logits";

    public Signature {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        Objects.requireNonNull(buckets, "buckets");
    }

    /** Inputs and outputs of fixed shapes. */
    public Signature(List<TensorSpec> inputs, List<TensorSpec> outputs) {
        this(inputs, outputs, Optional.empty());
    }

    /** Returns the inputs that samples and requests hold: all but the sizes. */
    public List<TensorSpec> named() {
        return inputs.stream()
                .filter(input -> !input.name().equals(Buckets.SIZES))
                .toList();
    }

    /**
     * Returns the input of that name.
     *
     * @throws IllegalArgumentException naming the inputs that exist
     */
    public TensorSpec input(String name) {
        return find("input", name, inputs);
    }

    /**
     * Returns the output of that name.
     *
     * @throws IllegalArgumentException naming the outputs that exist
     */
    public TensorSpec output(String name) {
        return find("output", name, outputs);
    }

    /** Returns the mask of an output; empty if every place counts. */
    public Optional<PlaceMask> mask(String output) {
        return PlaceMask.of(output(output), buckets);
    }

    /** Returns which places of an output belong to the samples that a pass was asked about. */
    public CountedPlaces counted(String output, Map<String, NDArray> asked) {
        return new CountedPlaces(mask(output), asked);
    }

    /** Returns the name of the output that probably holds the logits: {@value #LOGITS}, else the first vector, else the first. */
    public String likelyLogits() {
        return outputs.stream()
                .map(TensorSpec::name)
                .filter(LOGITS::equals)
                .findFirst()
                .orElseGet(() -> outputs.stream()
                        .filter(output -> output.sampleShape().dimension() == 1)
                        .findFirst()
                        .orElse(outputs.get(0))
                        .name());
    }

    /**
     * Returns the arrays of a pass in the order of the inputs, each of its input's type.
     *
     * @throws IllegalArgumentException if an input is missing or of another shape
     */
    public NDList ordered(Map<String, NDArray> arrays) {
        NDList list = new NDList();
        for (TensorSpec input : inputs) {
            NDArray array = arrays.get(input.name());
            if (array == null || !input.takes(array.getShape().getShape(), 1)) {
                throw new IllegalArgumentException("input '%s': expected samples of shape %s, but it is %s"
                        .formatted(input.name(), input.sampleShape(), array == null ? "missing" : array.getShape()));
            }
            list.add(array.toType(input.type().djl(), false));
        }
        return list;
    }

    private static TensorSpec find(String kind, String name, List<TensorSpec> specs) {
        for (TensorSpec spec : specs) {
            if (spec.name().equals(name)) {
                return spec;
            }
        }
        throw new IllegalArgumentException("no %s '%s'; the model has %s"
                .formatted(kind, name, specs.stream().map(TensorSpec::name).toList()));
    }
}
