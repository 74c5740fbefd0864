package io.alambic.core.cost.labels;

import ai.djl.ndarray.NDArray;

/** Checks that labels which have a number for each of the student's fit them. */
final class LabelShapes {

    private LabelShapes() {}

    /**
     * Refuses labels that would be broadcast.
     *
     * @throws IllegalArgumentException if the shapes differ
     */
    static void requireSame(NDArray labels, NDArray student) {
        if (!labels.getShape().equals(student.getShape())) {
            throw new IllegalArgumentException("the labels are %s, but the student's answers are %s"
                    .formatted(labels.getShape(), student.getShape()));
        }
    }
}
