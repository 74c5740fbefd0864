package io.alambic.core.merge;

/**
 * Each teacher votes for its likeliest class, the lowest of equal ones; the answer is each class's share of the weighted votes, as
 * logits. Classes without a vote are ruled out.
 */
record Vote() implements MergeRule {

    @Override
    public String name() {
        return "vote";
    }

    @Override
    public float[] merge(float[][] logits, double[] shares) {
        double[] votes = new double[logits[0].length];
        for (int t = 0; t < logits.length; t++) {
            votes[Softmax.likeliest(logits[t])] += shares[t];
        }
        return Softmax.logarithms(votes);
    }
}
