package io.alambic.cli.deadletters;

import io.alambic.kafka.DeadLetter;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A letter on the dead-letters topic.
 *
 * @param record as it is stored
 * @param letter what its headers say
 * @param sample index of the sample that it holds, if it does not hold all of its record's
 */
record StoredLetter(ConsumerRecord<byte[], byte[]> record, DeadLetter letter, OptionalInt sample) {

    /** Returns the letter in a record; empty if the record is none. */
    static Optional<StoredLetter> of(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.of(
                    new StoredLetter(record, DeadLetter.from(record.headers()), DeadLetter.sample(record.headers())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Returns its place in the topic, as {@code PARTITION:OFFSET}. */
    String place() {
        return record.partition() + ":" + record.offset();
    }

    /** Returns the timestamp of the refused record in milliseconds since the epoch. */
    long timestamp() {
        return DeadLetter.timestamp(record.headers()).orElse(record.timestamp());
    }

    /** Returns the timestamp of the refused record. */
    Instant time() {
        return Instant.ofEpochMilli(timestamp());
    }

    /** Returns the place of the refused record, as {@code TOPIC PARTITION:OFFSET}, with its sample if it is one. */
    String origin() {
        String place = "%s %d:%d".formatted(letter.topic(), letter.partition(), letter.offset());
        return sample.isPresent() ? "%s sample %d".formatted(place, sample.getAsInt()) : place;
    }

    /** Returns whether the record can be produced again; the letter of one that was too large, or unreadable, holds its place only. */
    boolean holdsRecord() {
        return record.value() != null;
    }
}
