package io.alambic.student.ingest;

/** A knowledge record that cannot be learned from; the message says what was expected and what came. */
public final class RefusedKnowledgeException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Refusal refusal;
    private final int samples;

    RefusedKnowledgeException(Refusal refusal, int samples, String message, Throwable cause) {
        super(message, cause);
        this.refusal = refusal;
        this.samples = samples;
    }

    /** What kind of fault it is. */
    public Refusal refusal() {
        return refusal;
    }

    /** Samples in the record, 0 where that cannot be said. */
    public int samples() {
        return samples;
    }
}
