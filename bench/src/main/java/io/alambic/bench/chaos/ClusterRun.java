package io.alambic.bench.chaos;

/** A whole cluster at work. */
interface ClusterRun extends AutoCloseable {

    /** Ends whatever still runs. Any thread. */
    @Override
    void close();
}
