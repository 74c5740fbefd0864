package io.alambic.student.ingest;

/** Observes the reading of knowledge. Called by the ingest thread. */
public interface IngestListener {

    /** A record was sent to the dead-letters topic. */
    void deadLettered(Refusal refusal, int samples);

    /** Offsets were deleted from Kafka before they were read. */
    void missed(long offsets);

    /** Reports the number of knowledge records in Kafka that are not yet in a batch. */
    void lag(long records);

    /** Reports whether the knowledge topic exists. */
    void topicExists(boolean exists);
}
