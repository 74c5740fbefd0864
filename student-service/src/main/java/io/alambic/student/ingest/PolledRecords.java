package io.alambic.student.ingest;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** Records that were polled and not taken yet. Used by one thread. */
final class PolledRecords {

    private List<ConsumerRecord<ByteBuffer, ByteBuffer>> records = List.of();
    private int next;

    void fill(ConsumerRecords<ByteBuffer, ByteBuffer> polled) {
        records = new ArrayList<>(polled.count());
        polled.forEach(records::add);
        next = 0;
    }

    void clear() {
        records = List.of();
        next = 0;
    }

    int size() {
        return records.size() - next;
    }

    boolean isEmpty() {
        return size() == 0;
    }

    /** Returns the next record, which stays. */
    ConsumerRecord<ByteBuffer, ByteBuffer> peek() {
        return records.get(next);
    }

    /** Removes the next record. */
    void remove() {
        records.set(next++, null);
    }

    /** Returns the first record that satisfies a condition. */
    Optional<ConsumerRecord<ByteBuffer, ByteBuffer>> find(Predicate<ConsumerRecord<ByteBuffer, ByteBuffer>> wanted) {
        return firstFrom(next, wanted);
    }

    /** Returns the first record after the next one that satisfies a condition. */
    Optional<ConsumerRecord<ByteBuffer, ByteBuffer>> findLater(
            Predicate<ConsumerRecord<ByteBuffer, ByteBuffer>> wanted) {
        return firstFrom(next + 1, wanted);
    }

    private Optional<ConsumerRecord<ByteBuffer, ByteBuffer>> firstFrom(
            int start, Predicate<ConsumerRecord<ByteBuffer, ByteBuffer>> wanted) {
        return records.subList(Math.min(start, records.size()), records.size()).stream()
                .filter(wanted)
                .findFirst();
    }

    /** Returns the lowest offset of each partition. */
    Map<TopicPartition, Long> firstOffsets() {
        Map<TopicPartition, Long> first = new HashMap<>();
        for (ConsumerRecord<?, ?> record : records.subList(next, records.size())) {
            first.putIfAbsent(new TopicPartition(record.topic(), record.partition()), record.offset());
        }
        return first;
    }
}
