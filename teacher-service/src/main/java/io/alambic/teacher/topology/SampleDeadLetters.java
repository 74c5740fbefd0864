package io.alambic.teacher.topology;

import io.alambic.kafka.DeadLetterWriter;
import io.alambic.v1.Origin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.Record;

/** Turns a refused sample record into the record that the topology forwards to the dead-letters topic. Thread safe. */
final class SampleDeadLetters {

    private static final String SERVICE = "teacher";

    private final DeadLetterWriter writer;

    /**
     * Letters for a topic.
     *
     * @param maxRecordBytes largest record that it takes, the letter's own headers not counted
     */
    SampleDeadLetters(int maxRecordBytes) {
        this.writer = new DeadLetterWriter(SERVICE, maxRecordBytes);
    }

    /** Returns the letter of a record. */
    Record<byte[], byte[]> letter(Record<byte[], byte[]> raw, Origin origin, RefusedSamplesException refused) {
        DeadLetterWriter.Letter letter = writer.write(
                new TopicPartition(origin.getTopic(), origin.getPartition()),
                origin.getOffset(),
                raw.key(),
                raw.value(),
                raw.headers(),
                refused.refusal().label(),
                refused);
        return new Record<>(letter.key(), letter.value(), raw.timestamp(), letter.headers());
    }
}
