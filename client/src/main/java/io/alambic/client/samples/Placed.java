package io.alambic.client.samples;

/**
 * Where acknowledged samples lie in Kafka, which identifies those that have no id of their own.
 *
 * @param topic of their record
 * @param partition of it
 * @param offset of it
 * @param first index of the first of them in it
 */
public record Placed(String topic, int partition, long offset, int first) {}
