package io.alambic.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class DeadLetterWriterTest {

    private static final TopicPartition FROM = new TopicPartition("alambic.samples", 3);
    private static final byte[] KEY = bytes("key");
    private static final byte[] VALUE = bytes("value");

    private final Headers headers = new RecordHeaders().add("trace", bytes("t-1"));
    private final DeadLetterWriter writer = new DeadLetterWriter("teacher", 16);

    @Test
    void recordTravelsUntouchedWithItsReasonAndItsPlace() {
        // When
        DeadLetterWriter.Letter letter =
                writer.write(FROM, 9, KEY, VALUE, headers, "mismatch", new IOException("no input 'image'"));

        // Then
        assertThat(letter.key()).isEqualTo(KEY);
        assertThat(letter.value()).isEqualTo(VALUE);
        assertThat(letter.headers().lastHeader("trace").value()).isEqualTo(bytes("t-1"));
        assertThat(DeadLetter.from(letter.headers()))
                .isEqualTo(new DeadLetter("mismatch", "no input 'image'", "", "teacher", "alambic.samples", 3, 9));
    }

    @Test
    void theTimestampIsThatOfThisRecordAndNotOfALetterThatItWasReplayedFrom() {
        // Given
        headers.add(DeadLetter.TIMESTAMP, bytes("17"));

        // When
        Headers without = writer.write(FROM, 9, KEY, VALUE, headers, "mismatch", new IOException())
                .ofTimestamp(-1)
                .headers();
        Headers with = writer.write(FROM, 9, KEY, VALUE, headers, "mismatch", new IOException())
                .ofTimestamp(1_700_000_000_000L)
                .headers();

        // Then
        assertThat(DeadLetter.timestamp(without)).isEmpty();
        assertThat(DeadLetter.timestamp(with)).hasValue(1_700_000_000_000L);
    }

    @Test
    void theHeadersOfKafkaStreamsOwnQueueStandBesideOurs() {
        // Given
        Exception refusal = new IOException("not a record", new IllegalStateException("why"));
        refusal.setStackTrace(Arrays.copyOf(refusal.getStackTrace(), 3));

        // When
        Headers all =
                writer.write(FROM, 9, KEY, VALUE, headers, "malformed", refusal).headers();

        // Then
        assertThat(text(all, "__streams.errors.exception")).isEqualTo("java.io.IOException: not a record");
        assertThat(text(all, "__streams.errors.message")).isEqualTo("not a record");
        assertThat(text(all, "__streams.errors.topic")).isEqualTo("alambic.samples");
        assertThat(text(all, "__streams.errors.partition")).isEqualTo("3");
        assertThat(text(all, "__streams.errors.offset")).isEqualTo("9");
        assertThat(text(all, "__streams.errors.stacktrace"))
                .startsWith(
                        "java.io.IOException: not a record\n\tat " + getClass().getName())
                .contains("Caused by: java.lang.IllegalStateException: why");
    }

    @Test
    void theLettersOwnHeadersFitTheRoomThatTopicsHaveForThem() {
        // Given
        Exception refusal =
                new IOException("\u20ac".repeat(10_000), new IllegalStateException("\u20ac".repeat(50_000)));
        int room = Integer.parseInt(RecordLimits.DEFAULT.topic().get("max.message.bytes"))
                - RecordLimits.DEFAULT.maxRecordBytes();

        // When
        Headers all = writer.write(FROM, Long.MAX_VALUE, null, null, new RecordHeaders(), "r".repeat(100), refusal)
                .headers();

        // Then
        assertThat(DeadLetterWriter.recordBytes(null, null, all)).isBetween(40_000L, (long) room - 1000);
    }

    @Test
    void causeOfTheRefusalIsTheException() {
        // Given
        Exception refusal = new IOException("not a record", new IllegalStateException());

        // When
        DeadLetterWriter.Letter letter = writer.write(FROM, 9, KEY, VALUE, headers, "malformed", refusal);

        // Then
        assertThat(DeadLetter.from(letter.headers()).exception()).isEqualTo(IllegalStateException.class.getName());
    }

    @Test
    void recordOfTheLargestSizeTravelsAndOneByteMoreLeavesPlaceAndReason() {
        // Given: 3 bytes of key, 5 of header name, 3 of its value
        byte[] largest = new byte[5];
        byte[] larger = new byte[6];

        // When
        DeadLetterWriter.Letter whole = writer.write(FROM, 9, KEY, largest, headers, "large", new IOException());
        DeadLetterWriter.Letter place = writer.write(FROM, 9, KEY, larger, headers, "large", new IOException());

        // Then
        assertThat(DeadLetterWriter.recordBytes(KEY, largest, headers)).isEqualTo(16);
        assertThat(whole.value()).isEqualTo(largest);
        assertThat(place.key()).isNull();
        assertThat(place.value()).isNull();
        assertThat(place.headers().lastHeader("trace")).isNull();
        assertThat(DeadLetter.from(place.headers()).offset()).isEqualTo(9);
    }

    @Test
    void recordWithoutKeyAndValueHasTheSizeOfItsHeaders() {
        assertThat(DeadLetterWriter.recordBytes(null, null, headers)).isEqualTo(8);
    }

    private static String text(Headers headers, String key) {
        return new String(headers.lastHeader(key).value(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
