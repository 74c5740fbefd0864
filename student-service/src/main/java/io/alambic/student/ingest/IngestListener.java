package io.alambic.student.ingest;

/** Told by the ingest thread what became of what it read. */
public interface IngestListener {

    /** A record went to the dead-letters topic. */
    void deadLettered(Refusal refusal, int samples);

    /** Offsets were gone from Kafka before they could be read. */
    void missed(long offsets);

    /** Knowledge records that are in Kafka and not yet taken into a batch. */
    void lag(long records);

    /** Whether the knowledge topic exists; until it does, there is nothing to read. */
    void topicExists(boolean exists);
}
