package io.alambic.core.merge;

/**
 * What each of several teachers counts, learned from labels: a Bayesian mixture whose best member may change (Herbster, Warmuth 1998,
 * "Tracking the best expert", fixed share with log loss). After a sample with label y
 *
 * <pre>
 *   v_t = w_t · p_t(y) / Σ_k w_k · p_k(y)
 *   w_t = (1 − α) · v_t + α · prior_t
 * </pre>
 *
 * so that a teacher that went bad loses weight at the rate of its likelihood, and one that recovers gets it back. A teacher that did not
 * answer keeps its weight. Used by one thread.
 */
public final class LearnedWeights {

    /** Of the weight, what is spread anew with each sample: what went well 500 samples ago counts a third. */
    public static final double SHARED = 0.002;

    /** No teacher is so wrong that one sample decides. */
    private static final double LEAST = 0.01;

    private final double[] prior;
    private final double[] weights;

    /**
     * Weights that go on from where they were.
     *
     * @param prior of each teacher, greater than 0, sum 1
     * @param weights of each teacher, greater than 0, sum 1
     */
    public LearnedWeights(double[] prior, double[] weights) {
        this.prior = prior.clone();
        this.weights = weights.clone();
    }

    /** Returns the weight of a teacher, greater than 0; those of all have sum 1. */
    public double of(int teacher) {
        return weights[teacher];
    }

    /**
     * Learns from a labelled sample.
     *
     * @param teachers that answered it, ascending
     * @param likelihoods what each of them gave the label, from 0 to 1
     */
    public void learn(int[] teachers, double[] likelihoods) {
        double before = 0;
        double after = 0;
        for (int i = 0; i < teachers.length; i++) {
            before += weights[teachers[i]];
            weights[teachers[i]] *= Math.max(LEAST, likelihoods[i]);
            after += weights[teachers[i]];
        }
        for (int teacher : teachers) {
            weights[teacher] *= before / after;
        }
        for (int t = 0; t < weights.length; t++) {
            weights[t] = (1 - SHARED) * weights[t] + SHARED * prior[t];
        }
    }

    /** Returns the probability that logits give a class. */
    public static double likelihood(float[] logits, int label) {
        return Softmax.of(logits)[label];
    }

    /** Returns the likeliest class, the lowest of equal ones. */
    public static int likeliest(float[] logits) {
        return Softmax.likeliest(logits);
    }
}
