package io.alambic.student.feedback;

/** Told what became of the samples that were chosen for feedback; implementations are thread safe. */
public interface FeedbackListener {

    /** What became of a sample. */
    enum Fate {
        /** Kafka has it. */
        SENT,
        /** There was no room, or others were less sure: it was left out. */
        DROPPED,
        /** Kafka did not take it. */
        FAILED
    }

    /** Samples met their fate. */
    void feedback(Fate fate, int samples);
}
