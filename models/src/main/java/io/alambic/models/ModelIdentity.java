package io.alambic.models;

/**
 * Who answers.
 *
 * @param name of the model
 * @param version of its weights
 */
public record ModelIdentity(String name, String version) {}
