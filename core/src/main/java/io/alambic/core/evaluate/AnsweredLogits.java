package io.alambic.core.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.alambic.core.model.InferenceNetwork;
import java.util.Arrays;

/** A network's logits for samples. Immutable. */
public final class AnsweredLogits {

    private static final int BATCH = 128;

    private final int classes;
    private final float[] values;

    private AnsweredLogits(int classes, float[] values) {
        this.classes = classes;
        this.values = values;
    }

    /**
     * Asks a network for every sample.
     *
     * @param logits name of the output that holds them, [N, classes]
     * @param parent manager under which the passes run
     * @throws IllegalArgumentException if there is no such output, or it has another shape
     */
    public static AnsweredLogits of(
            InferenceNetwork network, String logits, EvaluationSamples samples, NDManager parent) {
        var shape = network.signature().output(logits).sampleShape();
        if (shape.dimension() != 1) {
            throw new IllegalArgumentException(
                    "output '%s': logits are one number for each class, but it has shape %s".formatted(logits, shape));
        }
        int classes = Math.toIntExact(shape.get(0));
        float[] values = new float[Math.multiplyExact(samples.size(), classes)];
        for (int from = 0; from < samples.size(); from += BATCH) {
            int count = Math.min(BATCH, samples.size() - from);
            try (NDManager scope = parent.newSubManager()) {
                NDArray answer =
                        network.forward(samples.batch(from, count, scope)).get(logits);
                float[] rows = answer.toType(DataType.FLOAT32, false).toFloatArray();
                System.arraycopy(rows, 0, values, from * classes, rows.length);
            }
        }
        return new AnsweredLogits(classes, values);
    }

    /** Returns the number of samples. */
    public int samples() {
        return values.length / classes;
    }

    /** Returns the number of classes. */
    public int classes() {
        return classes;
    }

    /** Returns whether every logit is the same, bit for bit. */
    public boolean same(AnsweredLogits other) {
        return Arrays.equals(values, other.values);
    }

    /** Returns the largest difference of two logits, NaN if one is. */
    public double largestDifference(AnsweredLogits other) {
        double largest = 0;
        for (int i = 0; i < values.length; i++) {
            largest = Math.max(largest, Math.abs((double) values[i] - other.values[i]));
        }
        return largest;
    }

    /** Returns the share of samples with the same class, 0..1. */
    public double agreement(AnsweredLogits other) {
        if (other.samples() != samples() || other.classes != classes) {
            throw new IllegalArgumentException("%d logits of %d samples cannot agree with %d of %d"
                    .formatted(classes, samples(), other.classes, other.samples()));
        }
        int equal = 0;
        for (int i = 0; i < samples(); i++) {
            equal += classOf(i) == other.classOf(i) ? 1 : 0;
        }
        return (double) equal / samples();
    }

    /** Returns the share of samples whose class is the label, 0..1. */
    public double accuracy(int[] labels) {
        int correct = 0;
        for (int i = 0; i < samples(); i++) {
            correct += classOf(i) == labels[i] ? 1 : 0;
        }
        return (double) correct / samples();
    }

    private int classOf(int sample) {
        int best = 0;
        for (int c = 1; c < classes; c++) {
            if (values[sample * classes + c] > values[sample * classes + best]) {
                best = c;
            }
        }
        return best;
    }
}
