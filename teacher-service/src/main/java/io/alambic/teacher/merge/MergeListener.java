package io.alambic.teacher.merge;

import io.alambic.teacher.privacy.PrivacyListener;

/**
 * Is notified of what becomes of answers, on stream threads. A transaction that fails is repeated, and so are its notifications.
 */
public interface MergeListener extends PrivacyListener {

    /** A teacher's answer to some samples met its fate. */
    void answered(String teacher, AnswerFate fate, int samples);

    /** A record of the answers' topic went to the dead letters. */
    void deadLettered(AnswerRefusal refusal);

    /**
     * Knowledge was written, or, by a private rule, votes.
     *
     * @param complete whether all teachers that were waited for are in it
     * @param knowledgeBytes size of the knowledge; 0 for votes
     */
    void merged(int samples, boolean complete, int knowledgeBytes);

    /** The number of answers that wait, and of their bytes, changed by this much. */
    void waitingChanged(int answers, long bytes);

    /**
     * How a teacher fares on one partition.
     *
     * @param weight what it counts, from 0 to 1
     * @param agreement share of answers with the class of the merged one; NaN if unknown
     * @param accuracy share of answers with the class of the label; NaN if unknown
     */
    void standing(String teacher, int partition, double weight, double agreement, double accuracy);
}
