package io.alambic.models;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.alambic.core.evaluate.EvaluationSamples;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.Signature;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A classifier that ends with a softmax, with the logarithms of its probabilities as logits: {@code softmax(log p / T)} is the
 * distribution that the model's own logits have at temperature T. Closing it closes the model.
 */
public final class Probabilities implements InferenceNetwork {

    /** The smallest normal number of 32 bits: a probability that was rounded to 0 gets a finite logit, −87. */
    private static final float SMALLEST = Float.MIN_NORMAL;

    private static final int SAMPLES = 8;
    private static final long SEED = 1;
    private static final double TOLERANCE = 1e-3;

    private final InferenceNetwork model;

    /**
     * Takes the logarithm of a model's output {@code logits}.
     *
     * @param model whose output {@code logits} holds probabilities [N, C]
     */
    public Probabilities(InferenceNetwork model) {
        this.model = model;
    }

    /**
     * Asks a model about a few random samples and returns whether an output holds probabilities: numbers from 0 to 1 whose sum is 1 in
     * each sample. False if it has fewer than two classes, or does not take the samples.
     *
     * @param output name of the output
     * @param parent manager under which the passes run
     */
    public static boolean areAnswered(InferenceNetwork model, String output, NDManager parent) {
        if (model.signature().output(output).sampleShape().size() < 2) {
            return false;
        }
        EvaluationSamples samples = EvaluationSamples.random(model.signature().inputs(), SAMPLES, SEED);
        try {
            for (int i = 0; i < SAMPLES; i++) {
                try (NDManager scope = parent.newSubManager()) {
                    NDArray answer = model.forward(samples.batch(i, 1, scope)).get(output);
                    if (!isDistribution(answer.toType(DataType.FLOAT32, false).toFloatArray())) {
                        return false;
                    }
                }
            }
            return true;
        } catch (EngineException | IllegalStateException e) {
            return false;
        }
    }

    private static boolean isDistribution(float[] values) {
        double sum = 0;
        for (float value : values) {
            if (!(value >= 0 && value <= 1 + TOLERANCE)) {
                return false;
            }
            sum += value;
        }
        return Math.abs(sum - 1) <= TOLERANCE;
    }

    @Override
    public Signature signature() {
        return model.signature();
    }

    @Override
    public Map<String, NDArray> forward(Map<String, NDArray> inputs) {
        Map<String, NDArray> outputs = new LinkedHashMap<>(model.forward(inputs));
        outputs.computeIfPresent(
                Signature.LOGITS,
                (name, probabilities) -> probabilities.maximum(SMALLEST).log());
        return outputs;
    }

    @Override
    public boolean channelsLast() {
        return model.channelsLast();
    }

    @Override
    public OptionalLong parameterCount() {
        return model.parameterCount();
    }

    @Override
    public OptionalLong weightBytes() {
        return model.weightBytes();
    }

    @Override
    public void close() {
        model.close();
    }
}
