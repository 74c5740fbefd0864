package io.alambic.models.classify;

import java.util.Map;

/** How a service is asked to classify a text. Immutable. */
public interface ClassifierProtocol {

    /** Returns the type of the requests' content. */
    String contentType();

    /**
     * Returns a request about a text.
     *
     * @param classes how many there are
     */
    byte[] request(String text, int classes);

    /**
     * Returns the probabilities of the labels that an answer names.
     *
     * @throws IllegalArgumentException if it cannot be read, or is not about one text
     */
    Map<String, Double> scores(byte[] answer);

    /** Returns whether a status that usually means a server which is away says here that the model failed at the text. */
    boolean isFailure(int status, String body);
}
