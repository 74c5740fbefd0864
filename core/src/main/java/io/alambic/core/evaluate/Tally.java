package io.alambic.core.evaluate;

import ai.djl.ndarray.NDArray;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.logits.KlDivergence;

/**
 * Sums over samples that a network has answered.
 *
 * @param samples that were looked at
 * @param unanswered those on which the network failed
 * @param labelled those of them that have a label
 * @param agreeing those whose largest logit is the teacher's
 * @param correct labelled ones whose largest logit is that of the label
 * @param klNats divergence from the teacher at temperature 1, summed over the samples
 */
record Tally(int samples, int unanswered, int labelled, int agreeing, int correct, double klNats) {

    static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0);

    /** One sample on which the network failed. */
    static final Tally UNANSWERED = new Tally(1, 1, 0, 0, 0, 0);

    private static final KlDivergence KL = new KlDivergence(new Temperature(1));

    /**
     * Evaluates a network's answers.
     *
     * @param student logits [N, C]
     * @param teacher logits [N, C]
     * @param labels of the N samples
     */
    static Tally of(NDArray student, NDArray teacher, int[] labels) {
        long[] answers = student.argMax(1).toLongArray();
        long[] taught = teacher.argMax(1).toLongArray();
        int labelled = 0;
        int agreeing = 0;
        int correct = 0;
        for (int i = 0; i < labels.length; i++) {
            agreeing += answers[i] == taught[i] ? 1 : 0;
            if (HoldoutSegment.isLabelled(labels[i])) {
                labelled++;
                correct += answers[i] == labels[i] ? 1 : 0;
            }
        }
        double kl = KL.between(teacher, student).getFloat() * (double) labels.length;
        return new Tally(labels.length, 0, labelled, agreeing, correct, kl);
    }

    Tally plus(Tally other) {
        return new Tally(
                samples + other.samples,
                unanswered + other.unanswered,
                labelled + other.labelled,
                agreeing + other.agreeing,
                correct + other.correct,
                klNats + other.klNats);
    }

    HoldoutFigures figures() {
        double accuracy = labelled == 0 ? Double.NaN : (double) correct / labelled;
        double divergence = unanswered == samples ? Double.NaN : klNats / (samples - unanswered);
        return new HoldoutFigures(samples, divergence, (double) agreeing / samples, accuracy);
    }
}
