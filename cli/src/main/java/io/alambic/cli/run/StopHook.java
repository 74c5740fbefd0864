package io.alambic.cli.run;

import java.util.concurrent.locks.LockSupport;

/** Work that Ctrl-C ends. */
public final class StopHook {

    /** What is done meanwhile. */
    @FunctionalInterface
    public interface Work {

        /** Does it. */
        void run() throws InterruptedException;
    }

    private StopHook() {}

    /**
     * Does work. After Ctrl-C, or SIGTERM, the work's thread falls silent and the JVM is ended instead.
     *
     * @param interrupted stops everything, then ends the JVM
     */
    public static void guard(Runnable interrupted, Work work) throws InterruptedException {
        Thread hook = new Thread(interrupted, "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            work.run();
        } finally {
            removeOrAwait(hook);
        }
    }

    private static void removeOrAwait(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            while (true) {
                LockSupport.park();
            }
        }
    }
}
