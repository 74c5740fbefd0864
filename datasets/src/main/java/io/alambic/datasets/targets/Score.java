package io.alambic.datasets.targets;

/** Scores answers by their labels; 1 is the best. Not thread safe. */
public interface Score {

    /**
     * Adds the answer about a sample.
     *
     * @param answer its numbers, row-major
     * @param target the label, row-major
     */
    void add(float[] answer, float[] target);

    /** Returns the score of all answers so far; NaN if there are too few. */
    double value();
}
