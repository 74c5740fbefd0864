package io.alambic.core.merge;

/**
 * How the answers of several teachers to one sample, or to one place of it, become one. Implementations are immutable and thread safe.
 *
 * <p>Logits are finite or negative infinity; NaN stands for a class that a teacher does not know. Weights are greater than 0 and sum to 1.
 */
public interface MergeRule {

    /** Stands for a label that nobody knows. */
    int UNLABELLED = -1;

    /** Returns the name in settings, documentation and records. */
    String name();

    /** Returns whether teachers may know different classes. */
    default boolean takesUnknownClasses() {
        return false;
    }

    /** Returns whether the last axis of an answer has to be classes; if not, any numbers are merged. */
    default boolean isOfClasses() {
        return true;
    }

    /** Returns whether all teachers are waited for; if not, the first that answers is alone. */
    default boolean waitsForAll() {
        return true;
    }

    /**
     * Returns whether what is merged is secret: whole numbers of votes, to which noise has to be added before anything is released. Then
     * nothing else of the teachers' answers is released either.
     */
    default boolean isPrivate() {
        return false;
    }

    /**
     * Returns what each teacher counts for this sample: greater than or equal to 0, with sum 1.
     *
     * @param logits of each teacher, [teachers][classes]
     * @param weights of each teacher
     * @param label the true class, or {@link #UNLABELLED}
     */
    default double[] shares(float[][] logits, double[] weights, int label) {
        return weights;
    }

    /**
     * Returns the merged logits, [classes], of which at least one is finite.
     *
     * @param logits of each teacher, [teachers][classes]; each has a finite one
     * @param shares of each teacher
     */
    float[] merge(float[][] logits, double[] shares);
}
