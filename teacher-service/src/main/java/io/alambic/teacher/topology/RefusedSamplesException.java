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

    /** What kind of fault it is. */
    SampleRefusal refusal() {
        return refusal;
    }

    /** Samples in the record, 0 where that cannot be said. */
    int samples() {
        return samples;
    }
}
