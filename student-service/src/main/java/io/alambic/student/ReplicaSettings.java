package io.alambic.student;

import io.alambic.core.model.Architecture;
import io.alambic.student.feedback.FeedbackSettings;
import io.alambic.student.ingest.KafkaClients;

/**
 * Settings of a replica.
 *
 * @param kafka creates the Kafka clients
 * @param weightsTopic topic of the weights
 * @param architecture architecture of the weights
 * @param serving how inference is served, under the name of the followed student
 * @param feedback which requests are sent back to the teacher
 */
public record ReplicaSettings(
        KafkaClients kafka,
        String weightsTopic,
        Architecture architecture,
        ServingSettings serving,
        FeedbackSettings feedback) {}
