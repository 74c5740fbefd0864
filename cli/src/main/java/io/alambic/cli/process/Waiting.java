package io.alambic.cli.process;

import io.alambic.cli.UserError;
import java.time.Duration;

/**
 * Waits for something that another process will bring about.
 *
 * @param processes all of them have to run meanwhile
 * @param interval between two looks
 */
public record Waiting(Processes processes, Duration interval) {

    /** Something that can be looked at again and again. */
    @FunctionalInterface
    public interface Condition {

        /** Whether it has come about. */
        boolean met() throws InterruptedException;
    }

    /** Something that grows while there is hope. */
    @FunctionalInterface
    public interface Progress {

        /** A value that changes with every bit of progress, or a negative one when all is done. */
        long value() throws InterruptedException;
    }

    /**
     * Returns once the condition is met.
     *
     * @throws UserError with the given sentence when the patience is over, or about a process that ended
     */
    public void until(Condition condition, Duration patience, String otherwise) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.met()) {
            processes.requireAllAlive();
            if (System.nanoTime() > end) {
                throw new UserError(otherwise);
            }
            Thread.sleep(interval.toMillis());
        }
    }

    /**
     * Returns once the progress is complete; runs out of patience only when nothing moves.
     *
     * @throws UserError with the given sentence when nothing has moved for that long
     */
    public void whileMoving(Progress progress, Duration patience, String otherwise) throws InterruptedException {
        long seen = -1;
        long end = System.nanoTime() + patience.toNanos();
        for (long value = progress.value(); value >= 0; value = progress.value()) {
            processes.requireAllAlive();
            if (value != seen) {
                seen = value;
                end = System.nanoTime() + patience.toNanos();
            } else if (System.nanoTime() > end) {
                throw new UserError(otherwise);
            }
            Thread.sleep(interval.toMillis());
        }
    }
}
