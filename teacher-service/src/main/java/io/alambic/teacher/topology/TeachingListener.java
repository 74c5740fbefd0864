package io.alambic.teacher.topology;

/**
 * Is notified of the fate of each sample record, on its stream thread. A transaction that fails is repeated, and so are its
 * notifications.
 */
public interface TeachingListener {

    /** Knowledge of a record was written; of fewer samples than it holds, if some are dead-lettered. */
    void taught(int samples, int knowledgeBytes);

    /** Knowledge of augmented samples was written. */
    void augmented(int samples, int knowledgeBytes);

    /** Augmented samples of taught ones were left out: the model refused them, or they changed nothing or became too large. */
    void augmentedLeftOut(int samples);

    /** The teaching rate excluded a record. */
    void skipped(int samples);

    /** A record has no samples but those that the filter of a mapping left out. */
    void filtered(int samples);

    /** The filter of a mapping left out samples of a record, but not all. */
    void samplesFiltered(int samples);

    /** A record went to the dead-letters topic. */
    void deadLettered(SampleRefusal refusal, int samples);

    /** One sample of a record went to the dead-letters topic; the others are taught. */
    void sampleDeadLettered(SampleRefusal refusal);

    /** The event time of a record lay too far in the future, and was replaced by the record's own time. */
    void eventTimeReplaced();

    /** The number of pending samples changed by this much. */
    void pendingChanged(int samples);

    /**
     * What is taught at present.
     *
     * @param rate share of the records
     * @param keys share of the keys
     */
    void teachingShares(double rate, double keys);
}
