package io.alambic.student.canary;

/** Observes trials on requests. Implementations are thread safe. */
public interface CanaryListener {

    /** The trial of a candidate began. */
    void began(long version);

    /** The candidate answered calls. */
    void answered(int calls);

    /** Predictions of the candidate and the served weights were compared; {@code agreed} of the samples have the same class. */
    void compared(int samples, int agreed);

    /** Samples were not compared, because an earlier comparison was still running. */
    void dropped(int samples);

    /** The trial ended. */
    void ended(long version, boolean promoted);
}
