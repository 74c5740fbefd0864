package io.alambic.core.task;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;

/** What answers and labels of several tasks have in common. */
final class Answers {

    private Answers() {}

    /** Refuses answers that are not one number for each of something. */
    static void requireVector(Task task, String of, Shape answer) {
        if (answer.dimension() != 1) {
            throw new IllegalArgumentException(
                    "%s: the output 'logits' must be one number for each %s, but has shape %s"
                            .formatted(task.name(), of, answer));
        }
    }

    /** Describes labels. */
    static TensorSpec labels(TensorType type, Shape shape) {
        return new TensorSpec(Labels.NAME, type, shape);
    }
}
