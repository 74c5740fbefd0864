package io.alambic.student.weights;

/** Observes the weights that a replica receives. Called by the thread that reads them. */
public interface FollowerListener {

    /**
     * Received weights serve.
     *
     * @param millis time since their promotion, by the clocks of two machines
     */
    void received(long millis);

    /** Received weights were refused. */
    void refused(WeightsRefusal reason);
}
