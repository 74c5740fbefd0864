package io.alambic.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.core.tensor.TensorType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusedRecordTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                        | x: expected a value, but it is missing",
                "{\"x\": null}             | x: expected a value, but it is missing",
                "{\"x\": \"5\"}            | x: expected a number, but got text '5'",
                "{\"x\": {\"y\": 1}}       | x: expected one value, but got an object",
                "{\"x\": [1, 2]}           | x[1]: expected one value, but got more",
                "{\"x\": 1e39}             | x: expected a number that FP32 can hold, but got a larger one",
                "[1]                       | the record: expected .x in it, but got a list",
                "5                         | the record: expected .x in it, but got a single value",
            })
    void aFieldThatDoesNotFitIsNamedWithWhatWasExpected(String json, String message) {
        // When
        ThrowingCallable map = () -> Mapped.fields("x").map(json);

        // Then
        assertThatThrownBy(map)
                .isInstanceOfSatisfying(RefusedRecordException.class, refused -> assertThat(refused.kind())
                        .isEqualTo(RefusedRecordException.Kind.MISMATCH))
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                        | expected JSON, but the value is empty",
                "{\"x\": 1} {}             | expected one JSON document, but more follows it",
                "{\"x\": 1, \"x\": 2}      | x: expected one field of this name, but got two",
                "{\"x\": 1                 | expected JSON, but in line 1",
                "{\"x\": NaN}              | expected JSON, but in line 1",
                "<xml/>                    | expected JSON, but in line 1",
            })
    void whatIsNotJsonIsMalformed(String json, String message) {
        // When
        ThrowingCallable map = () -> Mapped.fields("x").map(json);

        // Then
        assertThatThrownBy(map)
                .isInstanceOfSatisfying(RefusedRecordException.class, refused -> assertThat(refused.kind())
                        .isEqualTo(RefusedRecordException.Kind.MALFORMED))
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource({
        "31, MISMATCH, 'expected one value'",
        "33, MISMATCH, 'at most 32 lists'",
        "64, MALFORMED, 'nesting depth'"
    })
    void listsInListsHaveALimit(int depth, RefusedRecordException.Kind kind, String expected) {
        // Given
        String json = "{\"x\": " + "[".repeat(depth) + "1, 2" + "]".repeat(depth) + "}";

        // When
        ThrowingCallable map = () -> Mapped.fields("x").map(json);

        // Then
        assertThatThrownBy(map)
                .isInstanceOfSatisfying(RefusedRecordException.class, refused -> assertThat(refused.kind())
                        .isEqualTo(kind))
                .hasMessageContaining(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "UINT8, 256, from 0 to 255",
        "UINT8, -1, from 0 to 255",
        "INT8, 128, from -128 to 127",
        "INT32, 2147483648, from -2147483648 to 2147483647",
        "INT64, 9223372036854775808, of 64 bits",
        "INT64, 1e19, of 64 bits",
        "INT32, 1.5, a whole number",
        "BOOL, 2, from 0 to 1",
        "FP64, 1e400, that FP64 can hold",
        "FP16, 65520, that FP16 can hold",
    })
    void aNumberBeyondItsTypeIsRefused(TensorType type, String number, String expected) {
        // When
        ThrowingCallable map = () -> new Mapped().tensor("x", type, "", "x").map("{\"x\": %s}".formatted(number));

        // Then
        assertThatThrownBy(map).isInstanceOf(RefusedRecordException.class).hasMessageContaining(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[[1, 2], [3, 4], [5, 6]] | x: expected lists of 2x3, but got 3x2",
                "[[1, 2, 3], [4, 5]]      | x[1]: expected lists of the same length, but one has 3 entries and one 2",
                "[[1, 2, 3], 4, 5, 6]     | x[1]: expected values in equally many lists, but got one in 2 and one in 1",
                "[1, 2, 3, 4, 5]          | x: expected 6 values, but got 5",
                "[1, 2, 3, 4, 5, 6, 7]    | x[6]: expected 6 values, but got more",
                "[1, 2, {}, 4, 5, 6]      | x[2]: expected a list of values, but got an object",
            })
    void listsThatDoNotFillTheShapeAreRefused(String list, String message) {
        // When
        ThrowingCallable map = () -> Mapped.shaped("2x3", "x").map("{\"x\": %s}".formatted(list));

        // Then
        assertThatThrownBy(map).hasMessage(message);
    }

    @Test
    void samplesThatAreNotThereAreMissed() {
        // Given
        Mapped mapping = Mapped.fields("x").samples("data.items[*]");

        // When
        ThrowingCallable missing = () -> mapping.map("{\"data\": {}}");
        ThrowingCallable other = () -> mapping.map("{\"data\": {\"items\": 5}}");

        // Then
        assertThatThrownBy(missing).hasMessage("data.items: expected samples, but it is missing");
        assertThatThrownBy(other).hasMessage("data.items: expected samples, but got a single value");
    }

    @Test
    void samplesThatTakeMoreMemoryThanAllowedAreRefused() {
        // Given
        Mapped mapping = Mapped.shaped("100", "x | default(0)").samples("[*]").maxBytes(1000);

        // When
        ThrowingCallable map = () -> mapping.map("[{}, {}, {}]");

        // Then
        assertThatThrownBy(map)
                .isInstanceOfSatisfying(RefusedRecordException.class, refused -> assertThat(refused.kind())
                        .isEqualTo(RefusedRecordException.Kind.TOO_LARGE));
    }

    @Test
    void aRecordOfMostlyOddSamplesIsRefusedAsAWhole() {
        // Given
        String json = "[" + "{},".repeat(1001) + "{\"x\": 1}]";

        // When
        ThrowingCallable map = () -> Mapped.fields("x").samples("[*]").map(json);

        // Then
        assertThatThrownBy(map)
                .hasMessage("more than 1000 samples do not fit; the first: [0].x: expected a value, but it is missing");
    }
}
