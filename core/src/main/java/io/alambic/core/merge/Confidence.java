package io.alambic.core.merge;

/**
 * The mean of probabilities, in which a teacher counts for more the surer it is of this sample (CA-MKD: Zhang, Chen, Wang 2022,
 * arXiv:2201.00007, equation 4): of K teachers with weights w_t and losses l_t
 *
 * <pre>
 *   share_t ∝ w_t · ( 1 − exp(l_t) / Σ_k exp(l_k) ) / (K − 1)
 * </pre>
 *
 * where l_t is the cross entropy −ln p_t(label), nats. Where there is no label, the entropy of p_t, which is what a teacher expects its
 * cross entropy to be, takes its place.
 */
record Confidence() implements MergeRule {

    @Override
    public String name() {
        return "confidence";
    }

    @Override
    public double[] shares(float[][] logits, double[] weights, int label) {
        if (logits.length == 1) {
            return weights;
        }
        double[] losses = new double[logits.length];
        double largest = Double.NEGATIVE_INFINITY;
        for (int t = 0; t < logits.length; t++) {
            losses[t] = loss(Softmax.of(logits[t]), label);
            largest = Math.max(largest, losses[t]);
        }
        double sum = 0;
        for (int t = 0; t < losses.length; t++) {
            losses[t] = Math.exp(losses[t] - largest);
            sum += losses[t];
        }
        double[] shares = new double[losses.length];
        double all = 0;
        for (int t = 0; t < shares.length; t++) {
            shares[t] = weights[t] * (1 - losses[t] / sum) / (shares.length - 1);
            all += shares[t];
        }
        for (int t = 0; t < shares.length; t++) {
            shares[t] /= all;
        }
        return shares;
    }

    /** A class that is ruled out costs what the smallest number that is greater than 0 does. */
    private static double loss(double[] probabilities, int label) {
        if (label != UNLABELLED) {
            return -Math.log(Math.max(probabilities[label], Double.MIN_VALUE));
        }
        double entropy = 0;
        for (double p : probabilities) {
            entropy -= p == 0 ? 0 : p * Math.log(p);
        }
        return entropy;
    }

    @Override
    public float[] merge(float[][] logits, double[] shares) {
        return Softmax.logarithms(Softmax.mixture(logits, shares));
    }
}
