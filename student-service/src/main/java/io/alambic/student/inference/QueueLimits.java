package io.alambic.student.inference;

/**
 * What may wait to be computed; more is refused at once.
 *
 * @param calls at least 1
 * @param bytes of their inputs, at least 1; a call that is alone may exceed it
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
}
