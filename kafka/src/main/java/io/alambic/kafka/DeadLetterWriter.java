package io.alambic.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Turns a refused record into a dead letter: key, value and headers untouched, the reason added as headers. Of a record that
 * is larger than the largest one, only the place and the reason travel, because the whole would not fit. Thread safe.
 */
public final class DeadLetterWriter {

    private final String service;
    private final int maxRecordBytes;

    /**
     * Writes the letters of one service.
     *
     * @param service name of the service that gives up on records
     * @param maxRecordBytes largest record that the dead-letters topic takes, without the letter's own headers
     */
    public DeadLetterWriter(String service, int maxRecordBytes) {
        this.service = service;
        this.maxRecordBytes = maxRecordBytes;
    }

    /**
     * A record for the dead-letters topic.
     *
     * @param key null where there is none, or where the record was too large
     * @param value null where there is none, or where the record was too large
     * @param headers the record's own and those of {@link DeadLetter}
     */
    public record Letter(byte[] key, byte[] value, Headers headers) {}

    /**
     * Writes the letter of a record.
     *
     * @param from partition that the record came from
     * @param offset of the record in that partition
     * @param reason one of the stable, countable reasons
     * @param refusal its message says what was expected and what came; its cause, if any, names the exception
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
        return recordBytes(key, value, headers) > maxRecordBytes
                ? new Letter(null, null, letter.addTo(new RecordHeaders()))
                : new Letter(key, value, letter.addTo(headers));
    }

    /** Returns the size of a record in bytes, without Kafka's own framing. */
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
