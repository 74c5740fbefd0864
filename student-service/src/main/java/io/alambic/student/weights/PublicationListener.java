package io.alambic.student.weights;

/** Told of weights that go to replicas, by the thread that publishes them. */
public interface PublicationListener {

    /** Weights are on the topic, so many bytes. */
    void published(long version, long bytes);

    /** The newest weights could not be published, for that reason; it is tried again. */
    void publicationFailed(String reason);
}
