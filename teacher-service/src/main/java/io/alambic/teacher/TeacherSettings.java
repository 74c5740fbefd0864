package io.alambic.teacher;

import io.alambic.teacher.model.ModelSettings;
import io.alambic.teacher.topology.TeachingSettings;

/**
 * Everything that a teacher service can be told.
 *
 * @param streams how to reach Kafka and process
 * @param model which model answers
 * @param teaching how samples become knowledge
 */
public record TeacherSettings(StreamsSettings streams, ModelSettings model, TeachingSettings teaching) {}
