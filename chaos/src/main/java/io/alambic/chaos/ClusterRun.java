package io.alambic.chaos;

/** A run of a whole cluster. */
public interface ClusterRun extends AutoCloseable {

    /** Ends whatever still runs. Any thread. */
    @Override
    void close();
}
