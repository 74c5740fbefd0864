package io.alambic.student.ingest;

import io.alambic.core.bucket.ComputedPlaces;
import io.alambic.student.knowledge.Refusal;
import java.util.Optional;

/** Observes the reading of knowledge. Called by the ingest thread. */
public interface IngestListener {

    /** A record was sent to the dead-letters topic. */
    void deadLettered(Refusal refusal, int samples);

    /** One sample of a record was sent to the dead-letters topic; the others are learned from. */
    void sampleDeadLettered(Refusal refusal);

    /** A record of augmented samples was read; those that are left out have originals that are held out. */
    void augmented(int samples, int leftOut);

    /** The samples of a record are learned from in buckets. */
    void computed(ComputedPlaces places);

    /** Reports why reading is paused, because no knowledge fits the student, or that it goes on. */
    void paused(Optional<String> reason);

    /** The event time of a record lay in the future and was set back. */
    void eventTimeBounded();

    /** Offsets were deleted from Kafka before they were read. */
    void missed(long offsets);

    /** Reports the number of knowledge records in Kafka that are not yet in a batch. */
    void lag(long records);

    /** Reports whether the knowledge topic exists. */
    void topicExists(boolean exists);
}
