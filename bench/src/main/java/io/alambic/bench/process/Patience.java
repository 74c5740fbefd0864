package io.alambic.bench.process;

import io.alambic.cli.UserError;
import java.time.Duration;

/**
 * How to wait for something that other processes bring about.
 *
 * @param longest wait
 * @param interval between two looks
 */
public record Patience(Duration longest, Duration interval) {

    /** Something that may have come about by now. */
    @FunctionalInterface
    public interface Look {

        /** Whether it has. */
        boolean met() throws InterruptedException;
    }

    /**
     * Waits until something has come about.
     *
     * @throws UserError if it does not in time
     */
    public void until(String what, Look look) throws InterruptedException {
        if (!isMet(look)) {
            throw new UserError("Waited %d s in vain until %s.".formatted(longest.toSeconds(), what));
        }
    }

    /** Whether something came about in time. */
    public boolean isMet(Look look) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        while (!look.met()) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(interval.toMillis());
        }
        return true;
    }
}
