package io.alambic.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterTest {

    private static final DeadLetter LETTER = new DeadLetter(
            "malformed",
            "expected (1, 28, 28), größer",
            "java.io.IOException",
            "teacher",
            "alambic.samples",
            3,
            1L << 40);

    @Test
    void letterIsReadBackFromTheHeadersItWasPutInto() {
        assertThat(DeadLetter.from(LETTER.addTo(new RecordHeaders()))).isEqualTo(LETTER);
    }

    @Property
    void anyLetterIsReadBack(
            @ForAll @CharRange(from = ' ', to = '\uD7FF') String reason,
            @ForAll @CharRange(from = ' ', to = '\uD7FF') String message,
            @ForAll int partition,
            @ForAll long offset) {
        // Given
        DeadLetter letter = new DeadLetter(reason, message, "", "student", "t", partition, offset);

        // Then
        assertThat(DeadLetter.from(letter.addTo(new RecordHeaders()))).isEqualTo(letter);
    }

    @Test
    void exceptionWithoutAMessageMakesALetterAllTheSame() {
        // Given
        String none = new IllegalStateException().getMessage();

        // When
        DeadLetter letter = new DeadLetter("failed", none, "java.lang.IllegalStateException", "teacher", "t", 0, 0);

        // Then
        assertThat(DeadLetter.from(letter.addTo(new RecordHeaders())).message()).isEmpty();
    }

    @Test
    void messageThatQuotesAHugeRecordIsCutBetweenCharacters() {
        // Given
        String atTheLimit = "x".repeat(2000);
        String beyond = "x".repeat(1999) + "\uD83E\uDD43";

        // Then
        assertThat(letter(atTheLimit).message()).isEqualTo(atTheLimit);
        assertThat(letter(atTheLimit + "y").message()).isEqualTo(atTheLimit);
        assertThat(letter(beyond).message()).isEqualTo("x".repeat(1999));
    }

    @Test
    void theRecordsOwnHeadersTravelOnAndStayAsTheyWere() {
        // Given
        byte[] trace = {0, 1, 2};
        Headers own = new RecordHeaders().add("trace", trace).add("trace", null);

        // When
        Headers added = LETTER.addTo(own);

        // Then
        assertThat(own.toArray()).hasSize(2);
        assertThat(added.toArray()).hasSize(9);
        assertThat(added.headers("trace")).hasSize(2);
        assertThat(added.headers("trace").iterator().next().value()).isEqualTo(trace);
    }

    @Test
    void recordThatFailsASecondTimeCarriesTheNewReasonOnly() {
        // Given
        Headers first = LETTER.addTo(new RecordHeaders());
        DeadLetter second = new DeadLetter("too-large", "m", "", "student", "alambic.knowledge", 0, 7);

        // When
        Headers headers = second.addTo(first);

        // Then
        assertThat(DeadLetter.from(headers)).isEqualTo(second);
        assertThat(headers.headers(DeadLetter.REASON)).hasSize(1);
        assertThat(DeadLetter.from(first)).isEqualTo(LETTER);
    }

    @Test
    void aReplayedRecordHasItsOwnHeadersAndItsOriginAndNoReason() {
        // Given
        Headers letter = LETTER.addTo(new RecordHeaders().add("trace", new byte[] {1}));
        DeadLetter.put(letter, DeadLetter.SAMPLE, "2");
        StreamsErrorHeaders.put(letter, new TopicPartition("alambic.samples", 3), 1, new IllegalStateException());

        // When
        Headers replayed = DeadLetter.replayed(letter, "0:17");

        // Then
        assertThat(replayed)
                .extracting(Header::key)
                .containsExactlyInAnyOrder(
                        "trace",
                        "alambic.origin.topic",
                        "alambic.origin.partition",
                        "alambic.origin.offset",
                        "alambic.origin.sample",
                        "alambic.replayed.from");
        assertThat(RecordOrigin.of(replayed))
                .contains(new RecordOrigin("alambic.samples", 3, 1L << 40, OptionalInt.of(2)));
    }

    @Test
    void aRecordThatFailsWholeHasNoSampleOfAnEarlierLetter() {
        // Given
        Headers first = LETTER.addTo(new RecordHeaders());
        DeadLetter.put(first, DeadLetter.SAMPLE, "2");

        // Then
        assertThat(DeadLetter.sample(LETTER.addTo(first))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "alambic.origin.topic,",
        "alambic.origin.partition, one",
        "alambic.origin.partition, -1",
        "alambic.origin.offset,",
        "alambic.origin.offset, -5",
        "alambic.origin.sample, x"
    })
    void headersThatNameNoWholePlaceAreNoOrigin(String key, String value) {
        // Given
        Headers headers = LETTER.addTo(new RecordHeaders()).remove(key);
        if (value != null) {
            DeadLetter.put(headers, key, value);
        }

        // Then
        assertThat(RecordOrigin.of(headers)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                DeadLetter.REASON,
                DeadLetter.MESSAGE,
                DeadLetter.EXCEPTION,
                DeadLetter.SERVICE,
                DeadLetter.TOPIC,
                DeadLetter.PARTITION,
                DeadLetter.OFFSET
            })
    void recordWithoutOneOfTheHeadersIsNoDeadLetter(String missing) {
        // Given
        Headers headers = LETTER.addTo(new RecordHeaders()).remove(missing);

        // Then
        assertThatThrownBy(() -> DeadLetter.from(headers))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(missing);
    }

    @ParameterizedTest
    @ValueSource(strings = {DeadLetter.PARTITION, DeadLetter.OFFSET})
    void numberThatIsNoneIsRefused(String header) {
        // Given
        Headers headers =
                LETTER.addTo(new RecordHeaders()).remove(header).add(header, "seven".getBytes(StandardCharsets.UTF_8));

        // Then
        assertThatThrownBy(() -> DeadLetter.from(headers)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void headerWithoutAValueIsRefused() {
        // Given
        Headers headers =
                LETTER.addTo(new RecordHeaders()).remove(DeadLetter.TOPIC).add(DeadLetter.TOPIC, null);

        // Then
        assertThatThrownBy(() -> DeadLetter.from(headers))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(DeadLetter.TOPIC);
    }

    private static DeadLetter letter(String message) {
        return new DeadLetter("malformed", message, "", "teacher", "t", 0, 0);
    }
}
