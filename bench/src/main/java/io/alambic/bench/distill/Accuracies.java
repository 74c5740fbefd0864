package io.alambic.bench.distill;

import java.util.DoubleSummaryStatistics;
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

    /** Returns the mean, the worst and the best of the seeds. */
    DoubleSummaryStatistics statistics() {
        return bySeed.stream().mapToDouble(Double::doubleValue).summaryStatistics();
    }

    /** Returns the mean over the seeds. */
    double mean() {
        return statistics().getAverage();
    }
}
