package io.alambic.core.merge;

/**
 * The weighted mean of the answers themselves, {@code z_c = Σ_t w_t · z_t,c / Σ_t w_t} over the teachers t that know class c: of logits the
 * geometric mean of probabilities, of a regression or an embedding the mean of its numbers. A class that one of them rules out is ruled
 * out, unless nothing would be left; then, as where nobody knows a class, the others decide.
 */
record MeanLogits() implements MergeRule {

    @Override
    public String name() {
        return "mean-logits";
    }

    @Override
    public boolean takesUnknownClasses() {
        return true;
    }

    @Override
    public boolean isOfClasses() {
        return false;
    }

    @Override
    public float[] merge(float[][] logits, double[] shares) {
        float[] merged = mean(logits, shares, Double.NEGATIVE_INFINITY);
        for (float logit : merged) {
            if (logit != Float.NEGATIVE_INFINITY) {
                return merged;
            }
        }
        return mean(logits, shares, Double.NaN);
    }

    /** Returns the mean; a logit of negative infinity counts, or is passed over as if it was not known. */
    private static float[] mean(float[][] logits, double[] shares, double ruledOut) {
        float[] merged = new float[logits[0].length];
        for (int c = 0; c < merged.length; c++) {
            double sum = 0;
            double known = 0;
            for (int t = 0; t < logits.length; t++) {
                double logit = logits[t][c] == Float.NEGATIVE_INFINITY ? ruledOut : logits[t][c];
                if (!Double.isNaN(logit) && shares[t] > 0) {
                    sum += shares[t] * logit;
                    known += shares[t];
                }
            }
            merged[c] = known == 0 ? Float.NEGATIVE_INFINITY : (float) (sum / known);
        }
        return merged;
    }
}
