package io.alambic.topics;

import java.util.Objects;

/**
 * Names of the topics through which teacher and student meet.
 *
 * @param samples what producers write: {@code SampleBatch}
 * @param knowledge what the teacher answers: {@code Knowledge}
 * @param control run-time settings by name, compacted
 * @param deadLetters records that could not be processed, untouched, with the reason in their headers
 */
public record TopicNames(String samples, String knowledge, String control, String deadLetters) {

    public static final TopicNames DEFAULT =
            new TopicNames("alambic.samples", "alambic.knowledge", "alambic.control", "alambic.dead-letters");

    public TopicNames {
        Objects.requireNonNull(samples, "samples topic");
        Objects.requireNonNull(knowledge, "knowledge topic");
        Objects.requireNonNull(control, "control topic");
        Objects.requireNonNull(deadLetters, "dead-letters topic");
    }
}
