package io.alambic.core.evaluate;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.model.InferenceNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Finds out whether a model ends with a softmax. */
public final class ProbabilityCheck {

    private static final int SAMPLES = 8;
    private static final long SEED = 1;
    private static final double TOLERANCE = 1e-3;

    private ProbabilityCheck() {}

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
            for (int i = 0; i < SAMPLES && !axes.isEmpty(); i++) {
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
}
