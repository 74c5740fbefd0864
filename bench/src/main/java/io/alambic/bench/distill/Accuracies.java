package io.alambic.bench.distill;

import java.util.Arrays;
import java.util.List;

/**
 * Test accuracies of one variant.
 *
 * @param variant what the students learned from
 * @param bySeed test accuracy 0..1 of each seed, at least one
 * @param seconds of all its trainings
 */
public record Accuracies(Variant variant, List<Double> bySeed, double seconds) {

    public Accuracies {
        bySeed = List.copyOf(bySeed);
        if (bySeed.isEmpty()) {
            throw new IllegalArgumentException("no seeds, no accuracy");
        }
    }

    private double[] sorted() {
        double[] values = bySeed.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(values);
        return values;
    }

    /** Returns the mean over the seeds. */
    double mean() {
        return Arrays.stream(sorted()).average().orElseThrow();
    }

    /** Returns the accuracy of the worst seed. */
    double min() {
        return sorted()[0];
    }

    /** Returns the accuracy of the best seed. */
    double max() {
        return sorted()[bySeed.size() - 1];
    }
}
