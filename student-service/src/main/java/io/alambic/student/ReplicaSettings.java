package io.alambic.student;

import io.alambic.core.model.Architecture;
import io.alambic.student.feedback.FeedbackSettings;
import io.alambic.student.ingest.KafkaClients;

/**
 * Everything that a replica can be told.
 *
 * @param kafka how to reach Kafka
 * @param weightsTopic where its weights come from
 * @param architecture that they are of
 * @param serving how inference is served, under the name of the student that is followed
 * @param feedback what of it goes back to the teacher
 */
public record ReplicaSettings(
        KafkaClients kafka,
        String weightsTopic,
        Architecture architecture,
        ServingSettings serving,
        FeedbackSettings feedback) {}
