package io.alambic.bench;

/** Threads of one native operation; the engine reads them once, when it is first used. */
final class EngineThreads {

    private static final String PROPERTY = "ai.djl.pytorch.num_threads";

    private EngineThreads() {}

    /**
     * Sets the threads.
     *
     * @throws IllegalArgumentException if it is less than one
     */
    static void use(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("--threads must be at least 1, but is " + threads);
        }
        System.setProperty(PROPERTY, Integer.toString(threads));
    }
}
