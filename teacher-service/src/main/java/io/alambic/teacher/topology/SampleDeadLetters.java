package io.alambic.teacher.topology;

import io.alambic.kafka.DeadLetterWriter;
import io.alambic.kafka.RecordOrigin;
import io.alambic.teacher.records.SampleRows;
import io.alambic.v1.Origin;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.Record;

/** Turns a refused sample record into the record that the topology forwards to the dead-letters topic. Thread safe. */
final class SampleDeadLetters {

    private static final String SERVICE = "teacher";

    private final DeadLetterWriter writer;
    private final boolean mapped;
    private final Optional<String> teacher;

    /**
     * Letters for a topic.
     *
     * @param maxRecordBytes largest record that it takes, the letter's own headers not counted
     * @param mapped whether records are no batches of samples
     * @param teacher name of the teacher, if it has one
     */
    SampleDeadLetters(int maxRecordBytes, boolean mapped, Optional<String> teacher) {
        this.teacher = teacher;
        this.mapped = mapped;
        this.writer = new DeadLetterWriter(SERVICE, maxRecordBytes);
    }

    /** Returns the letter of a record. */
    Record<byte[], byte[]> letter(Record<byte[], byte[]> raw, Origin origin, RefusedSamplesException refused) {
        return record(raw, write(raw, raw.value(), origin, refused));
    }

    /** Returns the letter of one sample: a batch of that sample only, or the whole record where records are no batches. */
    Record<byte[], byte[]> letter(SampleRecord record, int sample, SampleFault fault) {
        byte[] value = mapped
                ? record.raw().value()
                : SampleRows.one(sample, record.samples()).of(record.batch()).toByteArray();
        return record(
                record.raw(),
                write(record.raw(), value, record.origin(), fault.refusing(1)).ofSample(record.indexes()[sample]));
    }

    private DeadLetterWriter.Letter write(
            Record<byte[], byte[]> raw, byte[] value, Origin origin, RefusedSamplesException refused) {
        DeadLetterWriter.Letter letter = writer.write(
                new TopicPartition(origin.getTopic(), origin.getPartition()),
                origin.getOffset(),
                raw.key(),
                value,
                raw.headers(),
                refused.refusal().label(),
                refused);
        RecordOrigin.of(raw.headers())
                .map(RecordOrigin::sample)
                .orElse(OptionalInt.empty())
                .ifPresent(letter::ofSample);
        teacher.ifPresent(letter::ofTeacher);
        return letter.ofTimestamp(raw.timestamp());
    }

    private static Record<byte[], byte[]> record(Record<byte[], byte[]> raw, DeadLetterWriter.Letter letter) {
        return new Record<>(letter.key(), letter.value(), raw.timestamp(), letter.headers());
    }
}
