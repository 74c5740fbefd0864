package io.alambic.student.weights;

/** Told of weights that come to a replica, by the thread that reads them. */
public interface FollowerListener {

    /**
     * Weights serve.
     *
     * @param millis since they were promoted, by the clocks of two machines
     */
    void received(long millis);

    /** Weights are not served. */
    void refused(WeightsRefusal reason);
}
