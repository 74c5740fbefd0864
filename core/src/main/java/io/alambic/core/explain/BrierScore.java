package io.alambic.core.explain;

/**
 * How far probabilities lie from what was the case (Brier 1950, "Verification of Forecasts Expressed in Terms of Probability"), over the n
 * samples with labels:
 *
 * <pre>
 * BS = 1/n Σ_i Σ_c ( softmax(z_i)_c − [ c = label_i ] )²
 * </pre>
 */
public final class BrierScore {

    private BrierScore() {}

    /**
     * Returns the score, 0..2: the less the better.
     *
     * @param labels one for each sample; negative where unknown, which are not counted
     * @return NaN if no sample has a label
     * @throws IllegalArgumentException if there are more or fewer labels than samples, or one is none of the classes
     */
    public static double of(ClassLogits answers, int[] labels) {
        answers.requireLabels(labels);
        double sum = 0;
        int labelled = 0;
        for (int sample = 0; sample < labels.length; sample++) {
            if (labels[sample] >= 0) {
                labelled++;
                sum += squares(answers.logProbabilities(sample), labels[sample]);
            }
        }
        return labelled == 0 ? Double.NaN : sum / labelled;
    }

    private static double squares(double[] logProbabilities, int label) {
        double sum = 0;
        for (int i = 0; i < logProbabilities.length; i++) {
            double error = Math.exp(logProbabilities[i]) - (i == label ? 1 : 0);
            sum += error * error;
        }
        return sum;
    }
}
