package io.alambic.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Describes why and where a record failed. It is stored in the headers of the record, which is otherwise
 * unchanged.
 *
 * @param reason one of a fixed set of reasons that can be counted, such as {@code malformed}
 * @param message what was expected and what was found, truncated to {@value #MAX_MESSAGE} characters, because
 *     it may quote the record, which can be large; null, as an exception may have no message, becomes empty
 * @param exception class name of the cause; empty if there is none
 * @param service that rejected the record
 * @param topic of the record
 * @param partition of the record
 * @param offset of the record
 */
public record DeadLetter(
        String reason, String message, String exception, String service, String topic, int partition, long offset) {

    public static final String REASON = "alambic.reason";
    public static final String MESSAGE = "alambic.message";
    public static final String EXCEPTION = "alambic.exception";
    public static final String SERVICE = "alambic.service";
    public static final String TOPIC = "alambic.origin.topic";
    public static final String PARTITION = "alambic.origin.partition";
    public static final String OFFSET = "alambic.origin.offset";

    /** Index of the failed sample in its record; absent if the whole record failed. */
    public static final String SAMPLE = "alambic.origin.sample";

    /**
     * Timestamp of the failed record in milliseconds since the epoch; absent if it has none. A letter may have another one of its own, so
     * that retention counts from when it was written.
     */
    public static final String TIMESTAMP = "alambic.origin.timestamp";

    /** Name of the teacher, if its settings give it one: others may answer the same records. */
    public static final String TEACHER = "alambic.teacher";

    /** Place of the dead letter that a record was replayed from, as {@code PARTITION:OFFSET}. */
    public static final String REPLAYED_FROM = "alambic.replayed.from";

    private static final Set<String> REASONS = Set.of(REASON, MESSAGE, EXCEPTION, SERVICE, TEACHER, TIMESTAMP);

    static final int MAX_MESSAGE = 2000;

    public DeadLetter {
        Objects.requireNonNull(reason, "reason");
        message = cut(Objects.requireNonNullElse(message, ""), MAX_MESSAGE);
        Objects.requireNonNull(exception, "exception");
        Objects.requireNonNull(service, "service");
        Objects.requireNonNull(topic, "topic");
    }

    /** Returns a copy of these headers with the letter's headers added. */
    public Headers addTo(Headers own) {
        RecordHeaders headers = new RecordHeaders(own);
        headers.remove(SAMPLE);
        headers.remove(TIMESTAMP);
        headers.remove(TEACHER);
        put(headers, REASON, reason);
        put(headers, MESSAGE, message);
        put(headers, EXCEPTION, exception);
        put(headers, SERVICE, service);
        put(headers, TOPIC, topic);
        put(headers, PARTITION, Integer.toString(partition));
        put(headers, OFFSET, Long.toString(offset));
        return headers;
    }

    /**
     * Reads a letter from the headers of a dead-lettered record.
     *
     * @throws IllegalArgumentException if a header is missing or a number is malformed
     */
    public static DeadLetter from(Headers headers) {
        return new DeadLetter(
                text(headers, REASON),
                text(headers, MESSAGE),
                text(headers, EXCEPTION),
                text(headers, SERVICE),
                text(headers, TOPIC),
                Integer.parseInt(text(headers, PARTITION)),
                Long.parseLong(text(headers, OFFSET)));
    }

    /**
     * Returns the index of the failed sample in its record; empty if the whole record failed. The letter of one sample holds
     * that sample only, or the whole record where records of the topic are mapped.
     */
    public static OptionalInt sample(Headers headers) {
        return headers.lastHeader(SAMPLE) == null
                ? OptionalInt.empty()
                : OptionalInt.of(Integer.parseInt(text(headers, SAMPLE)));
    }

    /** Returns the timestamp of the failed record in milliseconds since the epoch; empty if it is not known. */
    public static OptionalLong timestamp(Headers headers) {
        return headers.lastHeader(TIMESTAMP) == null
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(text(headers, TIMESTAMP)));
    }

    /** Returns the name of the teacher that rejected the record; empty if it has none. */
    public static Optional<String> teacher(Headers headers) {
        return headers.lastHeader(TEACHER) == null ? Optional.empty() : Optional.of(text(headers, TEACHER));
    }

    /**
     * Returns the headers of a letter's record when it is produced again: without the reason, with the origin.
     *
     * @param place of the letter, as {@code PARTITION:OFFSET}
     */
    public static Headers replayed(Headers letter, String place) {
        RecordHeaders headers = new RecordHeaders();
        for (Header header : letter) {
            boolean isReason = REASONS.contains(header.key()) || header.key().startsWith(StreamsErrorHeaders.PREFIX);
            if (!isReason) {
                headers.add(header);
            }
        }
        put(headers, REPLAYED_FROM, place);
        return headers;
    }

    static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        boolean splitsAPair = Character.isHighSurrogate(text.charAt(most - 1));
        return text.substring(0, splitsAPair ? most - 1 : most);
    }

    static void put(Headers headers, String key, String value) {
        headers.remove(key);
        headers.add(key, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Headers headers, String key) {
        byte[] value = HeaderValues.last(headers, key);
        if (value == null) {
            throw new IllegalArgumentException("no header '%s': not a dead letter of Alambic".formatted(key));
        }
        return new String(value, StandardCharsets.UTF_8);
    }
}
