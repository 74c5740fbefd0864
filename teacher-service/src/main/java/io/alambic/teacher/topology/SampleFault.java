package io.alambic.teacher.topology;

/**
 * Why one sample of a record cannot be taught.
 *
 * @param refusal kind of the refusal
 * @param message what was expected and what came
 * @param cause null if there is none
 */
record SampleFault(SampleRefusal refusal, String message, Throwable cause) {

    /** Returns the fault as the refusal of so many samples. */
    RefusedSamplesException refusing(int samples) {
        return new RefusedSamplesException(refusal, samples, message, cause);
    }
}
