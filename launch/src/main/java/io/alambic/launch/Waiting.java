package io.alambic.launch;

import java.time.Duration;

/**
 * Polls for something that another process brings about.
 *
 * @param processes must all run meanwhile
 * @param interval between two polls
 */
public record Waiting(Processes processes, Duration interval) {

    /** Something to poll for. */
    @FunctionalInterface
    public interface Condition {

        /** Returns whether it holds. */
        boolean holds() throws InterruptedException;
    }

    /** Work that another process does. */
    @FunctionalInterface
    public interface Progress {

        /** Returns a value that changes with every bit of progress, or a negative one when all is done. */
        long value() throws InterruptedException;
    }

    /**
     * Returns once the condition holds.
     *
     * @throws LaunchException with the given sentence after the timeout, or about a process that ended
     */
    public void until(Condition condition, Duration timeout, String otherwise) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (!condition.holds()) {
            processes.requireAllAlive();
            if (System.nanoTime() > end) {
                throw new LaunchException(otherwise);
            }
            Thread.sleep(interval.toMillis());
        }
    }

    /**
     * Returns once the work is done; the timeout restarts with each progress.
     *
     * @throws LaunchException with the given sentence when nothing has moved for that long
     */
    public void whileMoving(Progress progress, Duration timeout, String otherwise) throws InterruptedException {
        long seen = -1;
        long end = System.nanoTime() + timeout.toNanos();
        for (long value = progress.value(); value >= 0; value = progress.value()) {
            processes.requireAllAlive();
            if (value != seen) {
                seen = value;
                end = System.nanoTime() + timeout.toNanos();
            } else if (System.nanoTime() > end) {
                throw new LaunchException(otherwise);
            }
            Thread.sleep(interval.toMillis());
        }
    }
}
