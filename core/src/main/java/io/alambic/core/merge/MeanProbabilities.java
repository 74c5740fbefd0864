package io.alambic.core.merge;

/**
 * The weighted mean of probabilities, as logits {@code ln( Σ_t w_t · softmax(z_t) )} (Hinton, Vinyals, Dean 2015, arXiv:1503.02531: the
 * arithmetic mean). At temperature 1 a student that follows it follows all teachers at once: {@code Σ_t w_t · KL(p_t ‖ q)} and
 * {@code KL(Σ_t w_t p_t ‖ q)} differ by what does not depend on q.
 */
record MeanProbabilities() implements MergeRule {

    @Override
    public String name() {
        return "mean-probabilities";
    }

    @Override
    public float[] merge(float[][] logits, double[] shares) {
        return Softmax.logarithms(Softmax.mixture(logits, shares));
    }
}
