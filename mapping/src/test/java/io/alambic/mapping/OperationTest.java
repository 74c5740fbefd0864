package io.alambic.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.tensor.TensorType;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperationTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "5              ; scale(0.5)                          | 2.5",
                "5              ; standardize(3, 4)                   | 0.5",
                "5              ; standardize(3, 4) ; scale(2)        | 1",
                "-3             ; clip(0, 1)                          | 0",
                "null           ; default(7) ; scale(2)               | 14",
                "\"2.5\"        ; number                              | 2.5",
                "\"green\"      ; vocabulary(red, green)              | 1",
                "\"grey\"       ; vocabulary(red, green, *)           | 2",
                "null           ; default(red) ; vocabulary(green, red) | 1",
                "12             ; vocabulary(11, 12)                  | 1",
                "true           ; vocabulary(false, true)             | 1",
                "\"a, b\"       ; vocabulary(c, 'a, b')               | 1",
                "\"2026-01-01T00:00:00Z\" ; iso ; scale(0.001)        | 1767225600",
                "\"2026-01-01T01:00:00+01:00\" ; iso ; scale(0.001)   | 1767225600",
                "\"2026-01-01\" ; iso ; scale(0.001)                  | 1767225600",
                "1767225600     ; seconds ; scale(0.001)              | 1767225600",
                "1767225600000  ; millis ; scale(0.001)               | 1767225600",
            })
    void anOperationMakesOneNumberOfAValue(String valueAndOperations, float expected) throws RefusedRecordException {
        // Given
        int end = valueAndOperations.indexOf(';');
        String operations = valueAndOperations.substring(end).replace(";", "|");

        // When
        float[] mapped = Mapped.floats(Mapped.fields("x " + operations)
                .batch("{\"x\": %s}"
                        .formatted(valueAndOperations.substring(0, end).strip())));

        // Then
        assertThat(mapped).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-05T00:00:00Z, week, 0, 1",
        "2026-01-01T18:00:00Z, day, -1, 0",
        "2026-01-01T00:15:00Z, hour, 1, 0",
        "2025-07-02T12:00:00Z, year, 0, -1",
    })
    void aTimeIsAPlaceOnACircle(String time, String period, double sine, double cosine) throws RefusedRecordException {
        // When
        float[] mapped = Mapped.floats(
                Mapped.fields("at | cyclic(%s)".formatted(period)).batch("{\"at\": \"%s\"}".formatted(time)));

        // Then
        assertThat(mapped[0]).isCloseTo((float) sine, within(1e-6f));
        assertThat(mapped[1]).isCloseTo((float) cosine, within(1e-6f));
    }

    @Test
    void aHashedCategoryIsAlwaysTheSameNumber() throws RefusedRecordException {
        // When
        float[] mapped = Mapped.floats(Mapped.fields("a | hash(1000)", "b | hash(1000)", "c | hash(1000)")
                .batch("{\"a\": \"red\", \"b\": \"red\", \"c\": \"green\"}"));

        // Then
        assertThat(mapped).containsExactly(mapped[0], mapped[0], mapped[2]);
        assertThat(mapped[2]).isNotEqualTo(mapped[0]).isBetween(0f, 999f);
    }

    @Test
    void aListOfCategoriesIsARowOfOneHotEach() throws RefusedRecordException {
        // When
        float[] mapped = Mapped.floats(Mapped.shaped("2x3", "colours | one-hot(red, green, blue)")
                .batch("{\"colours\": [\"blue\", \"red\"]}"));

        // Then
        assertThat(mapped).containsExactly(0, 0, 1, 1, 0, 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"grey\"       ; vocabulary(red, green)  | x: expected one of red, green, but got text 'grey'",
                "\"today\"      ; cyclic(day)             | x: expected a time of ISO 8601 such as 2026-01-31T12:00:00Z, but got text 'today'",
                "12             ; cyclic(day)             | x: expected a time of ISO 8601 such as 2026-01-31T12:00:00Z (or say seconds or millis), but got number '12'",
                "1e18           ; seconds ; cyclic(day)   | x: expected a time in the years 1 to 9999, but got number '1e18'",
                "\"2,5\"        ; number                  | x: expected a number, but got text '2,5'",
                "1e30           ; scale(1e30)             | x: expected a number that FP32 can hold, but got a larger one",
            })
    void aValueThatAnOperationDoesNotTakeIsRefused(String valueAndOperations, String message) {
        // Given
        int end = valueAndOperations.indexOf(';');
        String operations = valueAndOperations.substring(end).replace(";", "|");

        // When
        ThrowingCallable map = () -> Mapped.fields("x " + operations)
                .map("{\"x\": %s}"
                        .formatted(valueAndOperations.substring(0, end).strip()));

        // Then
        assertThatThrownBy(map).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "kind = m, true",
        "kind != m, false",
        "kind in (a; m), true",
        "size > 4, true",
        "size > 5, false",
        "size >= 5.0, true",
        "size < 5, false",
        "size <= 5, true",
        "size = 5.0, true",
        "kind exists, true",
        "kind missing, false",
        "none exists, false",
        "none missing, true",
        "none != 5, true",
        "none = 5, false",
        "empty exists, false",
        "tags = b, true",
        "tags = c, false",
        "note exists, true",
        "@header.test missing, true",
    })
    void aSampleIsLeftOutUnlessItMeetsTheCondition(String condition, boolean kept) throws RefusedRecordException {
        // When
        MappedSamples mapped = Mapped.fields("size | scale(1)")
                .filter(condition.replace(';', ','))
                .map("{\"kind\": \"m\", \"size\": 5, \"empty\": null, \"tags\": [\"a\", \"b\"], \"note\": {\"a\": 1}}");

        // Then
        assertThat(mapped.samples()).isEqualTo(kept ? 1 : 0);
        assertThat(mapped.filtered()).isEqualTo(kept ? 0 : 1);
    }

    @Test
    void aTextBecomesItsBytes() throws RefusedRecordException {
        // Given
        Mapped mapped = new Mapped().tensor("x", TensorType.UINT8, "A", "x | default(-) | utf8");

        // Then
        assertThat(bytes(mapped, "{\"x\": \"a\u00e9\"}")).containsExactly('a', 0xc3, 0xa9);
        assertThat(bytes(mapped, "{\"x\": \"\"}")).containsExactly(0);
        assertThat(bytes(mapped, "{}")).containsExactly('-');
        assertThat(bytes(mapped, "{\"x\": 12}")).containsExactly('1', '2');
    }

    @Test
    void whatUnfoldsAValueStandsAloneAndIsNoTime() {
        assertThatThrownBy(() -> Mapped.fields("x | number | utf8").mapping())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("expected what unfolds the value alone");
        assertThatThrownBy(() -> Mapped.fields("x").time("t | utf8").mapping())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("expected one value, but the expression gives several");
    }

    private static int[] bytes(Mapped mapped, String json) throws RefusedRecordException {
        byte[] data = mapped.batch(json).getTensors(0).getData().toByteArray();
        return IntStream.range(0, data.length).map(i -> data[i] & 0xff).toArray();
    }
}
