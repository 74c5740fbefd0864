package io.alambic.models;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.evaluate.EvaluationSamples;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.Signature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A model that ends with a softmax or with sigmoids, and the logits that its probabilities come from: {@code log p} of a softmax, up
 * to a constant that no softmax sees, and {@code log p − log (1 − p)} of a sigmoid. Closing it closes the model.
 */
public final class Probabilities implements InferenceNetwork {

    /** The smallest normal number of 32 bits: a probability that was rounded to 0 gets a finite logit, −87. */
    private static final float SMALLEST = Float.MIN_NORMAL;

    private static final int SAMPLES = 8;
    private static final long SEED = 1;
    private static final double TOLERANCE = 1e-3;

    private final InferenceNetwork model;
    private final boolean independent;

    private Probabilities(InferenceNetwork model, boolean independent) {
        this.model = model;
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

    /**
     * Asks a model about a few random samples and returns whether an output holds probabilities: numbers from 0 to 1 whose sum is 1 in
     * each sample, or along the first or the last axis at each place. False if it has fewer than two classes, or does not take the samples.
     *
     * @param output name of the output
     * @param parent manager under which the passes run
     */
    public static boolean areAnswered(InferenceNetwork model, String output, NDManager parent) {
        Shape shape = model.signature().output(output).sampleShape();
        if (shape.dimension() == 0) {
            return false;
        }
        List<Integer> axes = IntStream.of(1, shape.dimension())
                .distinct()
                .filter(axis -> shape.get(axis - 1) > 1)
                .boxed()
                .collect(Collectors.toCollection(ArrayList::new));
        EvaluationSamples samples = EvaluationSamples.random(model.signature().inputs(), SAMPLES, SEED);
        try {
            for (int i = 0; i < SAMPLES; i++) {
                try (NDManager scope = parent.newSubManager()) {
                    NDArray answer = model.forward(samples.batch(i, 1, scope)).get(output);
                    axes.removeIf(axis -> !isDistribution(answer, axis));
                }
            }
            return !axes.isEmpty();
        } catch (EngineException | IllegalStateException e) {
            return false;
        }
    }

    private static boolean isDistribution(NDArray answer, int axis) {
        NDArray values = answer.toType(DataType.FLOAT32, false);
        for (float value : values.toFloatArray()) {
            if (!(value >= 0 && value <= 1 + TOLERANCE)) {
                return false;
            }
        }
        for (float sum : values.sum(new int[] {axis}).toFloatArray()) {
            if (!(Math.abs(sum - 1) <= TOLERANCE)) {
                return false;
            }
        }
        return true;
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
                (name, probabilities) -> independent
                        ? log(probabilities).sub(log(probabilities.neg().add(1)))
                        : log(probabilities));
        return outputs;
    }

    private static NDArray log(NDArray probabilities) {
        return probabilities.maximum(SMALLEST).log();
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
