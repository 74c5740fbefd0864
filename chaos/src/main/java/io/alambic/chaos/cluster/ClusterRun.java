package io.alambic.chaos.cluster;

/** A run of a whole cluster. */
public interface ClusterRun extends AutoCloseable {

    /** Ends all processes that still run. Any thread may call it. */
    @Override
    void close();
}
