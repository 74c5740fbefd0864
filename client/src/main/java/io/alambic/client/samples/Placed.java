package io.alambic.client.samples;

/**
 * The position of acknowledged samples in Kafka, which identifies samples without an id.
 *
 * @param topic of their record
 * @param partition of the record
 * @param offset of the record
 * @param first index of the first of these samples in the record
 */
public record Placed(String topic, int partition, long offset, int first) {}
