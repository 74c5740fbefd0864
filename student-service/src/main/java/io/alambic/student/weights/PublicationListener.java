package io.alambic.student.weights;

/** Observes the publication of weights. Called by the thread that publishes them. */
public interface PublicationListener {

    /** Weights were published. */
    void published(long version, long bytes);

    /** Publishing failed and will be tried again. */
    void publicationFailed(String reason);
}
