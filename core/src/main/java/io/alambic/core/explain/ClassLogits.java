package io.alambic.core.explain;

import java.util.Comparator;
import java.util.stream.IntStream;

/** A classifier's finite logits for samples, one row each. Immutable; the array must not change afterwards. */
public final class ClassLogits {

    private final int classes;
    private final float[] values;

    /**
     * Logits of samples.
     *
     * @param classes of each row, at least 1
     * @param values rows behind each other
     * @throws IllegalArgumentException if they are no whole rows, or one is not finite
     */
    public ClassLogits(int classes, float[] values) {
        if (classes < 1 || values.length % classes != 0) {
            throw new IllegalArgumentException(
                    "expected rows of %d logits, but got %d numbers".formatted(classes, values.length));
        }
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException("expected finite logits, but sample %d has %s for class %d"
                        .formatted(i / classes, values[i], i % classes));
            }
        }
        this.classes = classes;
        this.values = values;
    }

    public int classes() {
        return classes;
    }

    /** Returns the number of samples. */
    public int samples() {
        return values.length / classes;
    }

    /** Returns the class with the largest logit; of several, the first. */
    public int top(int sample) {
        int best = 0;
        for (int other = 1; other < classes; other++) {
            if (values[sample * classes + other] > values[sample * classes + best]) {
                best = other;
            }
        }
        return best;
    }

    /** Returns the classes with the largest logits, the largest first; of equal ones, the first. */
    int[] top(int sample, int count) {
        return IntStream.range(0, classes)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -values[sample * classes + i]))
                .limit(count)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Returns the top class of every sample. */
    public int[] tops() {
        int[] tops = new int[samples()];
        for (int sample = 0; sample < tops.length; sample++) {
            tops[sample] = top(sample);
        }
        return tops;
    }

    /** Returns the softmax probability of the top class, above 0 and at most 1. */
    public double confidence(int sample) {
        return Math.exp(logProbabilities(sample)[top(sample)]);
    }

    /**
     * Checks labels.
     *
     * @throws IllegalArgumentException if there are more or fewer than samples, or one is none of the classes
     */
    void requireLabels(int[] labels) {
        if (labels.length != samples()) {
            throw new IllegalArgumentException(
                    "expected %d labels, one for each sample, but got %d".formatted(samples(), labels.length));
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] >= classes) {
                throw new IllegalArgumentException(
                        "expected labels below %d, but sample %d has %d".formatted(classes, i, labels[i]));
            }
        }
    }

    /** Returns the logarithm of the softmax, in nats: finite, and at most 0. */
    public double[] logProbabilities(int sample) {
        double largest = values[sample * classes + top(sample)];
        double sum = 0;
        double[] logs = new double[classes];
        for (int i = 0; i < classes; i++) {
            logs[i] = values[sample * classes + i] - largest;
            sum += Math.exp(logs[i]);
        }
        double logSum = Math.log(sum);
        for (int i = 0; i < classes; i++) {
            logs[i] -= logSum;
        }
        return logs;
    }
}
