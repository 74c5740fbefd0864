package io.alambic.models;

/**
 * Identifies a model.
 *
 * @param name of the model
 * @param version of its weights
 */
public record ModelIdentity(String name, String version) {}
