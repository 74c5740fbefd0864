package io.alambic.mapping;

/** A record that cannot become samples; the message says where, what was expected and what came. */
public final class RefusedRecordException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final int samples;

    /** What is wrong. */
    public enum Kind {
        /** The value is not of the format. */
        MALFORMED,
        /** The value is of the format, but a field is not as the mapping expects it. */
        MISMATCH,
        /** The samples take more memory than allowed. */
        TOO_LARGE
    }

    /**
     * A refusal.
     *
     * @param samples how many the record holds, those that the filter leaves out included; 0 if unknown
     * @param cause null if there is none
     */
    public RefusedRecordException(Kind kind, int samples, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.samples = samples;
    }

    /** Returns what is wrong. */
    public Kind kind() {
        return kind;
    }

    /** Returns the number of samples in the record; 0 if unknown. */
    public int samples() {
        return samples;
    }
}
