package io.alambic.core.tensor;

import ai.djl.ndarray.types.Shape;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * A named input or output of a model. A dimension of an input may be open: it has a letter, and any size up to that of the shape.
 *
 * @param name name of the input or output
 * @param type type of its elements
 * @param sampleShape shape of one sample, without the batch dimension; the largest size where a dimension is open
 * @param letters for each dimension its letter, or an empty text if it is fixed
 */
public record TensorSpec(String name, TensorType type, Shape sampleShape, List<String> letters) {

    public TensorSpec {
        Objects.requireNonNull(type, "element type");
        Objects.requireNonNull(sampleShape, "sample shape");
        letters = List.copyOf(letters);
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
        if (letters.size() != sampleShape.dimension()) {
            throw new IllegalArgumentException(
                    "tensor '%s': %d letters for shape %s".formatted(name, letters.size(), sampleShape));
        }
    }

    /** A tensor of a fixed shape. */
    public TensorSpec(String name, TensorType type, Shape sampleShape) {
        this(name, type, sampleShape, Collections.nCopies(sampleShape.dimension(), ""));
    }

    /** Returns whether a dimension is open. */
    public boolean isOpen() {
        return letters.stream().anyMatch(letter -> !letter.isEmpty());
    }

    /** Returns the same tensor with another shape. */
    public TensorSpec withShape(Shape shape) {
        return new TensorSpec(name, type, shape, letters);
    }

    /**
     * Returns whether samples of a shape fit: the size of each fixed dimension, and at most that of an open one.
     *
     * @param shape dimensions, those of one sample from an index on
     * @param from index of the first of them
     */
    public boolean takes(long[] shape, int from) {
        if (shape.length - from != letters.size()) {
            return false;
        }
        for (int axis = 0; axis < letters.size(); axis++) {
            long size = shape[from + axis];
            boolean fits = letters.get(axis).isEmpty()
                    ? size == sampleShape.get(axis)
                    : size >= 1 && size <= sampleShape.get(axis);
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    /** Returns the number of elements of one sample, the largest where a dimension is open. */
    public long elements() {
        return sampleShape.size();
    }

    /** Returns the bytes of one sample, the most where a dimension is open. */
    public long bytesPerSample() {
        return elements() * type.bytes();
    }

    /** Returns the shape of a batch of n samples. */
    public Shape batchShape(long n) {
        return new Shape(n).addAll(sampleShape);
    }

    /** Formats the shape of a batch of n samples, an open dimension as {@code T≤128}. */
    public String batchText(long n) {
        StringBuilder text = new StringBuilder("(").append(n);
        for (int axis = 0; axis < letters.size(); axis++) {
            text.append(", ");
            if (!letters.get(axis).isEmpty()) {
                text.append(letters.get(axis)).append('≤');
            }
            text.append(sampleShape.get(axis));
        }
        return text.append(')').toString();
    }
}
