package io.alambic.kafka;

import java.util.Objects;

/**
 * Names of the topics through which teacher and student meet.
 *
 * @param samples what producers write: {@code SampleBatch}
 * @param knowledge what the teacher answers: {@code Knowledge}
 * @param control run-time settings by name, compacted
 * @param weights promoted weights in chunks, compacted
 * @param deadLetters records that could not be processed, untouched, with the reason in their headers
 */
public record TopicNames(String samples, String knowledge, String control, String weights, String deadLetters) {

    public static final TopicNames DEFAULT =
            new TopicNames("alambic.samples", "alambic.knowledge", "alambic.control", "alambic.dead-letters");

    public TopicNames {
        Objects.requireNonNull(samples, "samples topic");
        Objects.requireNonNull(knowledge, "knowledge topic");
        Objects.requireNonNull(control, "control topic");
        Objects.requireNonNull(weights, "weights topic");
        Objects.requireNonNull(deadLetters, "dead-letters topic");
    }

    /** The names for whoever has nothing to do with weights, whose topic has the usual name. */
    public TopicNames(String samples, String knowledge, String control, String deadLetters) {
        this(samples, knowledge, control, "alambic.weights", deadLetters);
    }
}
