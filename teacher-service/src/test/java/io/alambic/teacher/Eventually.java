package io.alambic.teacher;

import java.time.Duration;
import java.util.function.Supplier;

/** Waits for what another thread or process does. */
public final class Eventually {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long LOOK_AGAIN_MS = 20;

    /** A question whose answer changes. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws Exception;
    }

    private Eventually() {}

    /** Returns once the condition holds; fails, saying what was awaited, if it never does. */
    public static void holds(Supplier<String> what, Condition condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain for " + what.get());
            }
            Thread.sleep(LOOK_AGAIN_MS);
        }
    }

    /** Returns once the condition holds. */
    public static void holds(String what, Condition condition) throws Exception {
        holds(() -> what, condition);
    }
}
