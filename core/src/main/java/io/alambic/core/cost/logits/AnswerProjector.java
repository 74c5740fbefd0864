package io.alambic.core.cost.logits;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import io.alambic.core.cost.feature.ProjectorWeights;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Brings a student's answers [N, D_s] to the width of a teacher's, [N, D_t], by a linear layer. It is trained with the student and is
 * no part of the served model. Each width of a teacher has a layer of its own, made when it is first seen. Used by one thread.
 */
public final class AnswerProjector {

    private static final String NAME = "answer";

    private final ProjectorWeights weights;
    private final Map<String, NDArray> used = new LinkedHashMap<>();

    /**
     * Creates a projector.
     *
     * @param weights owns the layers
     */
    public AnswerProjector(ProjectorWeights weights) {
        this.weights = weights;
    }

    /** Returns the answers in another width, through which gradients flow; themselves if they have it. */
    NDArray project(NDArray answers, long width) {
        used.clear();
        long own = answers.getShape().get(1);
        if (own == width) {
            return answers;
        }
        ProjectorWeights.Layer layer = weights.layer(NAME, new Shape(width, own));
        used.putAll(layer.arrays());
        return Linear.linear(answers, layer.weight(), layer.bias()).head();
    }

    /** Returns whether an array of that name is one of a projector. */
    public static boolean isNamed(String array) {
        return array.startsWith(NAME + '.') || array.startsWith(NAME + '@');
    }

    /** Returns the arrays that are trained, by name. */
    public Map<String, NDArray> learned() {
        return weights.all();
    }

    /** Returns those that the newest {@link #project} needed. */
    Map<String, NDArray> used() {
        return Map.copyOf(used);
    }
}
