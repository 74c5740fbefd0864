package io.alambic.teacher;

import io.alambic.teacher.model.ModelSettings;
import io.alambic.teacher.topology.TeachingSettings;

/**
 * All settings of a teacher service.
 *
 * @param streams settings of Kafka and Kafka Streams
 * @param model settings of the model
 * @param teaching settings of the topology
 */
public record TeacherSettings(StreamsSettings streams, ModelSettings model, TeachingSettings teaching) {}
