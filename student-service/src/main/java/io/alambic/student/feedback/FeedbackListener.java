package io.alambic.student.feedback;

/** Observes the samples selected for feedback. Implementations are thread safe. */
public interface FeedbackListener {

    /** Outcome of a sample. */
    enum Fate {
        /** Kafka has stored the sample. */
        SENT,
        /** The sample was dropped: there was no room, or others were more uncertain. */
        DROPPED,
        /** Kafka did not store the sample. */
        FAILED
    }

    /** Reports the outcome of samples. */
    void feedback(Fate fate, int samples);
}
