package io.alambic.kafka;

import java.util.Objects;

/**
 * Names of the topics that teacher and student use.
 *
 * @param samples samples from producers: {@code SampleBatch}
 * @param knowledge the teacher's answers: {@code Knowledge}
 * @param control run-time settings by name; compacted
 * @param weights promoted weights in chunks; compacted
 * @param deadLetters rejected records, unchanged, with the reason in their headers
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

    /** Creates the names for a service that does not use weights; their topic keeps its default name. */
    public TopicNames(String samples, String knowledge, String control, String deadLetters) {
        this(samples, knowledge, control, "alambic.weights", deadLetters);
    }
}
