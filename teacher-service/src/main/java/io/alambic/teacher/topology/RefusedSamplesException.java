package io.alambic.teacher.topology;

/** A sample record that cannot be taught; the message says what was expected and what came. */
final class RefusedSamplesException extends Exception {

    private static final long serialVersionUID = 1L;

    private final SampleRefusal refusal;
    private final int samples;

    RefusedSamplesException(SampleRefusal refusal, int samples, String message, Throwable cause) {
        super(message, cause);
        this.refusal = refusal;
        this.samples = samples;
    }

    /** Returns the kind of the refusal. */
    SampleRefusal refusal() {
        return refusal;
    }

    /** Returns the number of samples in the record; 0 if unknown. */
    int samples() {
        return samples;
    }
}
