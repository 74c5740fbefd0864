package io.alambic.chaos;

/** A whole cluster at work. */
public interface ClusterRun extends AutoCloseable {

    /** Ends whatever still runs. Any thread. */
    @Override
    void close();
}
