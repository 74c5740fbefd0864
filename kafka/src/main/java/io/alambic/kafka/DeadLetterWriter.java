package io.alambic.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Turns a rejected record into a dead letter: key, value and headers stay unchanged, and headers with the
 * reason are added. If the record exceeds the size limit, the letter contains only its position and the reason.
 * Thread safe.
 */
public final class DeadLetterWriter {

    private final String service;
    private final int maxRecordBytes;

    /**
     * Creates a writer for one service.
     *
     * @param service that rejects the records
     * @param maxRecordBytes largest record that the dead-letters topic accepts, without the letter's own
     *     headers
     */
    public DeadLetterWriter(String service, int maxRecordBytes) {
        this.service = service;
        this.maxRecordBytes = maxRecordBytes;
    }

    /**
     * A record for the dead-letters topic.
     *
     * @param key null if there is none, or if the record was too large
     * @param value null if there is none, or if the record was too large
     * @param headers those of the record, of {@link DeadLetter} and of {@link StreamsErrorHeaders}
     */
    public record Letter(byte[] key, byte[] value, Headers headers) {

        /** Returns the same letter as that of one sample of its record. */
        public Letter ofSample(int index) {
            DeadLetter.put(headers, DeadLetter.SAMPLE, Integer.toString(index));
            return this;
        }

        /**
         * Returns the same letter as that of a record with a timestamp.
         *
         * @param millis since the epoch; negative if the record has none
         */
        public Letter ofTimestamp(long millis) {
            if (millis >= 0) {
                DeadLetter.put(headers, DeadLetter.TIMESTAMP, Long.toString(millis));
            }
            return this;
        }

        /** Returns the same letter as that of a teacher with a name. */
        public Letter ofTeacher(String name) {
            DeadLetter.put(headers, DeadLetter.TEACHER, name);
            return this;
        }
    }

    /**
     * Creates the dead letter of a record.
     *
     * @param from partition of the record
     * @param offset of the record in that partition
     * @param reason one of the fixed, countable reasons
     * @param refusal its message says what was expected and what was found; its cause, if any, names the
     *     exception
     */
    public Letter write(
            TopicPartition from,
            long offset,
            byte[] key,
            byte[] value,
            Headers headers,
            String reason,
            Exception refusal) {
        Throwable cause = refusal.getCause();
        DeadLetter letter = new DeadLetter(
                reason,
                refusal.getMessage(),
                cause == null ? "" : cause.getClass().getName(),
                service,
                from.topic(),
                from.partition(),
                offset);
        boolean fits = recordBytes(key, value, headers) <= maxRecordBytes;
        Headers all = letter.addTo(fits ? headers : new RecordHeaders());
        StreamsErrorHeaders.put(all, from, offset, refusal);
        return fits ? new Letter(key, value, all) : new Letter(null, null, all);
    }

    /** Returns the size of a record in bytes, without Kafka's own overhead. */
    public static long recordBytes(byte[] key, byte[] value, Headers headers) {
        long bytes = length(key) + length(value);
        for (Header header : headers) {
            bytes += header.key().getBytes(StandardCharsets.UTF_8).length + length(header.value());
        }
        return bytes;
    }

    private static long length(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
