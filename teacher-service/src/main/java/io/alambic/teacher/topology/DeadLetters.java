package io.alambic.teacher.topology;

import io.alambic.kafka.DeadLetter;
import io.alambic.v1.Origin;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Turns a refused sample record into a dead letter: key, value and headers untouched, the reason added.
 * Of a record larger than the largest one only the reason and the place travel, for the whole would not
 * fit. Thread safe.
 */
final class DeadLetters {

    private static final String SERVICE = "teacher";

    /** What a record says of itself, such as the names of its tensors, can be as long as the record. */
    private static final int LONGEST_MESSAGE = 1000;

    private final int maxRecordBytes;

    /**
     * Letters for a topic.
     *
     * @param maxRecordBytes largest record that it takes, the letter's own headers not counted
     */
    DeadLetters(int maxRecordBytes) {
        this.maxRecordBytes = maxRecordBytes;
    }

    /** The letter of a record. */
    Record<byte[], byte[]> letter(Record<byte[], byte[]> raw, Origin origin, RefusedSamplesException refused) {
        String exception =
                refused.getCause() == null ? "" : refused.getCause().getClass().getName();
        DeadLetter letter = new DeadLetter(
                refused.refusal().label(),
                shortened(refused.getMessage()),
                exception,
                SERVICE,
                origin.getTopic(),
                origin.getPartition(),
                origin.getOffset());
        if (bytes(raw.key(), raw.value(), raw.headers()) > maxRecordBytes) {
            return new Record<>(null, null, raw.timestamp(), letter.addTo(new RecordHeaders()));
        }
        return raw.withHeaders(letter.addTo(raw.headers()));
    }

    private static String shortened(String message) {
        return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "...";
    }

    /** Bytes of a record, the few of Kafka's own framing not counted. */
    static long bytes(byte[] key, byte[] value, Headers headers) {
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
