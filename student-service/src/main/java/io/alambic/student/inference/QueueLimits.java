package io.alambic.student.inference;

/**
 * Bounds of the queue; further calls are refused at once.
 *
 * @param calls most waiting calls, at least 1
 * @param bytes most bytes of their inputs, at least 1; a single call may exceed it
 */
public record QueueLimits(int calls, long bytes) {

    public QueueLimits {
        if (calls < 1) {
            throw new IllegalArgumentException("gRPC queue must be at least 1, but is " + calls);
        }
        if (bytes < 1) {
            throw new IllegalArgumentException("queue bytes must be at least 1, but is " + bytes);
        }
    }

    /**
     * Returns whether one more call may wait.
     *
     * @param waitingCalls calls that wait
     * @param waitingBytes bytes of their inputs
     * @param more bytes of the inputs of the call
     */
    boolean allow(int waitingCalls, long waitingBytes, long more) {
        return waitingCalls < calls && (waitingCalls == 0 || waitingBytes + more <= bytes);
    }
}
