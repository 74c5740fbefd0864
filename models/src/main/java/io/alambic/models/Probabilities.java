package io.alambic.models;

import ai.djl.ndarray.NDArray;
import io.alambic.core.model.DecoratedNetwork;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.Signature;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A model that ends with a softmax or with sigmoids, and the logits that its probabilities come from: {@code log p} of a softmax, up
 * to a constant that no softmax sees, and {@code log p − log (1 − p)} of a sigmoid.
 */
public final class Probabilities extends DecoratedNetwork {

    /** The smallest normal number of 32 bits: a probability that was rounded to 0 gets a finite logit, −87. */
    private static final float SMALLEST = Float.MIN_NORMAL;

    private final boolean independent;

    private Probabilities(InferenceNetwork model, boolean independent) {
        super(model);
        this.independent = independent;
    }

    /**
     * Takes the output of a softmax.
     *
     * @param model whose output {@code logits} holds probabilities [N, ...] that add up to 1 along one axis
     */
    public Probabilities(InferenceNetwork model) {
        this(model, false);
    }

    /**
     * Takes the output of sigmoids.
     *
     * @param model whose output {@code logits} holds probabilities [N, ...], each by itself
     */
    public static Probabilities independent(InferenceNetwork model) {
        return new Probabilities(model, true);
    }

    @Override
    public Map<String, NDArray> forward(Map<String, NDArray> inputs) {
        Map<String, NDArray> outputs = new LinkedHashMap<>(network().forward(inputs));
        outputs.computeIfPresent(
                Signature.LOGITS,
                (name, probabilities) -> independent
                        ? log(probabilities).sub(log(probabilities.neg().add(1)))
                        : log(probabilities));
        return outputs;
    }

    private static NDArray log(NDArray probabilities) {
        return probabilities.maximum(SMALLEST).log();
    }
}
