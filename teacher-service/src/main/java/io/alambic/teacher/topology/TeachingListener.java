package io.alambic.teacher.topology;

/**
 * Told what became of each sample record, on the stream thread that decided it. A transaction that
 * fails later is tried again, and is then told again.
 */
public interface TeachingListener {

    /** Knowledge of a record was written. */
    void taught(int samples, int knowledgeBytes);

    /** The teaching rate left a record out. */
    void skipped(int samples);

    /** A record went to the dead-letters topic. */
    void deadLettered(SampleRefusal refusal, int samples);

    /** Samples have begun to wait (more than 0) or ceased to (less than 0). */
    void pendingChanged(int samples);

    /** The rate that is in force. */
    void teachingRate(double rate);
}
