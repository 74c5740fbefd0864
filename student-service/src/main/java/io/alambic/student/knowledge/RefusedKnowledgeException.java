package io.alambic.student.knowledge;

/** A knowledge record is refused; the message says what was expected and received. */
public sealed class RefusedKnowledgeException extends Exception permits ContractMismatchException {

    private static final long serialVersionUID = 1L;

    private final Refusal refusal;
    private final int samples;

    /**
     * Creates a refusal.
     *
     * @param samples number of samples in the record, or 0 if unknown
     * @param cause null if there is none
     */
    public RefusedKnowledgeException(Refusal refusal, int samples, String message, Throwable cause) {
        super(message, cause);
        this.refusal = refusal;
        this.samples = samples;
    }

    /** Returns the reason. */
    public Refusal refusal() {
        return refusal;
    }

    /** Returns the number of samples in the record, or 0 if unknown. */
    public int samples() {
        return samples;
    }
}
