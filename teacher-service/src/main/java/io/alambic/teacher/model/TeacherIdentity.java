package io.alambic.teacher.model;

/**
 * Who answers.
 *
 * @param name of the model
 * @param version of its weights
 */
public record TeacherIdentity(String name, String version) {}
