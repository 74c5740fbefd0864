package io.alambic.student.registry;

/**
 * Timestamps of one forward pass by the monotonic clock, in nanoseconds.
 *
 * @param start the batch was complete
 * @param filled its inputs were in native memory
 * @param passed the network had computed
 * @param end the answers were built
 */
public record PassTimes(long start, long filled, long passed, long end) {

    long input() {
        return filled - start;
    }

    long infer() {
        return passed - filled;
    }

    long output() {
        return end - passed;
    }
}
