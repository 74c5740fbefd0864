package io.alambic.core.explain;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a classifier is right as often as it is sure, in bins of equal width (Guo et al. 2017, "On Calibration of Modern Neural
 * Networks"). Bin m of M holds the samples whose confidence lies in ((m-1)/M, m/M]; 0 lies in the first.
 *
 * <pre>
 * ECE = Σ_m |B_m| / n · | acc(B_m) − conf(B_m) |
 * </pre>
 *
 * Takes samples one by one, in memory of the bins. Used by one thread.
 */
public final class Calibration {

    private final long[] counts;
    private final long[] correct;
    private final double[] confidences;

    /**
     * No samples yet.
     *
     * @param bins M, at least 1
     */
    public Calibration(int bins) {
        if (bins < 1) {
            throw new IllegalArgumentException("expected at least 1 bin, but got %d".formatted(bins));
        }
        counts = new long[bins];
        correct = new long[bins];
        confidences = new double[bins];
    }

    /**
     * Returns the calibration of answers.
     *
     * @param bins M, at least 1
     * @param labels one for each sample; negative where unknown, which are not counted
     * @throws IllegalArgumentException if there are more or fewer labels than samples
     */
    public static Calibration of(ClassLogits answers, int[] labels, int bins) {
        answers.requireLabels(labels);
        Calibration calibration = new Calibration(bins);
        for (int sample = 0; sample < labels.length; sample++) {
            if (labels[sample] >= 0) {
                calibration.add(answers.confidence(sample), answers.top(sample) == labels[sample]);
            }
        }
        return calibration;
    }

    /**
     * A bin of the reliability diagram.
     *
     * @param above lower bound, not in it
     * @param upTo upper bound, in it
     * @param samples in it
     * @param accuracy share 0..1 of them that is right; NaN where there are none
     * @param confidence their mean; NaN where there are none
     */
    public record Bin(double above, double upTo, long samples, double accuracy, double confidence) {

        private double error() {
            return samples == 0 ? 0 : samples * Math.abs(accuracy - confidence);
        }
    }

    /**
     * Adds a sample.
     *
     * @param confidence probability 0..1 of the answer
     * @param right whether the answer is the label
     * @throws IllegalArgumentException if that is no probability
     */
    public void add(double confidence, boolean right) {
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("expected a confidence from 0 to 1, but got %s".formatted(confidence));
        }
        int bin = bin(confidence);
        counts[bin]++;
        confidences[bin] += confidence;
        correct[bin] += right ? 1 : 0;
    }

    /** Finds a bin by its bounds: a product may round to the other side of one. */
    private int bin(double confidence) {
        int bin = Math.min(counts.length - 1, (int) (confidence * counts.length));
        while (bin > 0 && confidence <= bound(bin)) {
            bin--;
        }
        while (confidence > bound(bin + 1)) {
            bin++;
        }
        return bin;
    }

    private double bound(int bin) {
        return (double) bin / counts.length;
    }

    /** Returns all bins, from the least sure to the surest. */
    public List<Bin> bins() {
        List<Bin> bins = new ArrayList<>();
        for (int bin = 0; bin < counts.length; bin++) {
            double samples = counts[bin] == 0 ? Double.NaN : counts[bin];
            bins.add(new Bin(
                    bound(bin), bound(bin + 1), counts[bin], correct[bin] / samples, confidences[bin] / samples));
        }
        return bins;
    }

    /** Returns the expected calibration error, 0..1; NaN without samples. */
    public double expectedError() {
        long samples = 0;
        double sum = 0;
        for (Bin bin : bins()) {
            samples += bin.samples();
            sum += bin.error();
        }
        return samples == 0 ? Double.NaN : sum / samples;
    }
}
