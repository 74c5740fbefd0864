package io.alambic.cli.serving;

/**
 * What the student answered, and which weights answered.
 *
 * @param logits one row for each image, one column for each class
 * @param version of the served weights
 * @param step training steps in those weights
 * @param newestEventTimeMs event time of the newest sample they learned from, in milliseconds since the
 *     epoch
 */
@SuppressWarnings("ArrayRecordComponent")
public record Answer(float[][] logits, String version, long step, long newestEventTimeMs) {

    /** The most likely class of an image. */
    public int classOf(int row) {
        int best = 0;
        for (int i = 1; i < logits[row].length; i++) {
            if (logits[row][i] > logits[row][best]) {
                best = i;
            }
        }
        return best;
    }

    /** Softmax of an image's logits at its most likely class. */
    public double confidence(int row) {
        float largest = logits[row][classOf(row)];
        double sum = 0;
        for (float logit : logits[row]) {
            sum += Math.exp(logit - largest);
        }
        return 1 / sum;
    }
}
