package io.alambic.core.merge;

/**
 * Each teacher has one vote, for its likeliest class, the lowest of equal ones; merged are the numbers of votes, from which an answer is
 * drawn with noise ({@link io.alambic.core.privacy.ConfidentVote}).
 */
record PrivateVote() implements MergeRule {

    @Override
    public String name() {
        return "private-vote";
    }

    @Override
    public boolean isPrivate() {
        return true;
    }

    @Override
    public float[] merge(float[][] logits, double[] shares) {
        float[] votes = new float[logits[0].length];
        for (float[] teacher : logits) {
            votes[Softmax.likeliest(teacher)]++;
        }
        return votes;
    }
}
