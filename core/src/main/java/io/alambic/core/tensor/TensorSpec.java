package io.alambic.core.tensor;

import ai.djl.ndarray.types.Shape;
import java.util.Objects;

/**
 * A named input or output of a model.
 *
 * @param name name of the input or output
 * @param type type of its elements
 * @param sampleShape shape of one sample, without the batch dimension
 */
public record TensorSpec(String name, TensorType type, Shape sampleShape) {

    public TensorSpec {
        Objects.requireNonNull(type, "element type");
        Objects.requireNonNull(sampleShape, "sample shape");
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException("a tensor needs a name");
        }
        for (long dimension : sampleShape.getShape()) {
            if (dimension < 1) {
                throw new IllegalArgumentException(
                        "tensor '%s': every dimension of a sample must be at least 1, but the shape is %s"
                                .formatted(name, sampleShape));
            }
        }
    }

    /** Returns the number of elements of one sample. */
    public long elements() {
        return sampleShape.size();
    }

    /** Returns the bytes of one sample. */
    public long bytesPerSample() {
        return elements() * type.bytes();
    }

    /** Returns the shape of a batch of n samples. */
    public Shape batchShape(long n) {
        return new Shape(n).addAll(sampleShape);
    }
}
