package io.alambic.core.cost.logits;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.alambic.core.cost.Numbers;
import io.alambic.core.cost.Temperature;

/** Operations that the output terms share: all of them compare logits [N, C] of a teacher and a student. */
final class SoftenedLogits {

    private static final int CLASSES = -1;

    private SoftenedLogits() {}

    /**
     * Refuses logits of different shapes, which would be broadcast.
     *
     * @throws IllegalArgumentException if the shapes differ
     */
    static void requireSameShape(NDArray teacher, NDArray student) {
        if (!teacher.getShape().equals(student.getShape())) {
            throw new IllegalArgumentException("the teacher's logits are %s, but the student's are %s"
                    .formatted(teacher.getShape(), student.getShape()));
        }
    }

    /** {@code z / T} in 64 bits. */
    static NDArray softened(NDArray logits, Temperature temperature) {
        return Numbers.timesIn64Bits(logits, 1.0 / temperature.value());
    }

    /** {@code log softmax(z / T)} in 64 bits. */
    static NDArray logProbabilities(NDArray logits, Temperature temperature) {
        return softened(logits, temperature).logSoftmax(CLASSES);
    }

    /** A scalar of 64 bits times {@code factor · T²} in 32 bits. T² keeps the gradient's size when T changes. */
    static NDArray scaled(NDArray value, Temperature temperature, double factor) {
        double t = temperature.value();
        return Numbers.cast(Numbers.times(value, t * t * factor), DataType.FLOAT32);
    }
}
