package io.alambic.teacher.records;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * A value that is written to a partition of its own choice: answers to the samples of one partition stay together and in order, whatever
 * their keys, so that those of several teachers meet.
 *
 * @param bytes of the value
 * @param place number that stands for the partition: the remainder of a division by the number of partitions
 */
public record PlacedValue(byte[] bytes, int place) {

    /** Writes the bytes. */
    public static Serializer<PlacedValue> serializer() {
        return (topic, value) -> value.bytes();
    }

    /** Chooses the partition. */
    public static StreamPartitioner<byte[], PlacedValue> partitioner() {
        return new StreamPartitioner<>() {
            @Override
            public Optional<Set<Integer>> partitions(String topic, byte[] key, PlacedValue value, int partitions) {
                return Optional.of(Set.of(value.place() % partitions));
            }
        };
    }
}
