package io.alambic.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.core.tensor.TensorType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers of a list, which are read many at once, become what each by itself becomes, and are refused as it is. */
class NumberRunTest {

    private static final RecordMapping ONE = Mapped.fields("v").mapping();

    @Property(tries = 300)
    void aListHasTheBitsOfItsNumbersAlone(@ForAll("numbers") List<String> numbers) throws RefusedRecordException {
        // Given
        RecordMapping list = Mapped.shaped(String.valueOf(numbers.size()), "v").mapping();

        // When
        byte[] together = bytes(list, numbers.stream().collect(Collectors.joining(", ", "[", "]")));

        // Then
        for (int i = 0; i < numbers.size(); i++) {
            byte[] own = new byte[Float.BYTES];
            System.arraycopy(together, i * Float.BYTES, own, 0, Float.BYTES);
            assertThat(own).as(numbers.get(i)).isEqualTo(bytes(ONE, numbers.get(i)));
        }
    }

    @Provide
    Arbitrary<List<String>> numbers() {
        Arbitrary<String> whole = Arbitraries.integers().map(Object::toString);
        Arbitrary<String> large = Arbitraries.bigIntegers().map(Object::toString);
        Arbitrary<String> real = Arbitraries.doubles().between(-1e38, 1e38).map(Object::toString);
        return Arbitraries.oneOf(whole, large, real, Arbitraries.of("-0", "-0.0", "true", "1e-50"))
                .list()
                .ofMinSize(1)
                .ofMaxSize(30);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "FP32  | [1, 2, 1e39]            | v[2]: expected a number that FP32 can hold, but got a larger one",
                "FP32  | [1, 2, 'x']             | v[2]: expected a number, but got text 'x'",
                "FP32  | [1, 2, null]            | v[2]: expected a value, but it is missing",
                "FP32  | [1, 2, 3, 4]            | v[3]: expected 3 values, but got more",
                "FP32  | [1, 2]                  | v: expected 3 values, but got 2",
                "FP32  | [1, 2, [3]]             | v[2][0]: expected values in equally many lists, but got one in 1 and one in 2",
                "UINT8 | [1, 2, 256]             | v[2]: expected a whole number from 0 to 255 for UINT8, but got '256'",
                "UINT8 | [1, -1, 2]              | v[1]: expected a whole number from 0 to 255 for UINT8, but got '-1'",
                "UINT8 | [1, 2, 2.5]             | v[2]: expected a whole number, but got '2.5'",
            })
    void whatDoesNotFitAmongThemIsRefusedAtItsPlace(TensorType type, String list, String message) {
        // Given
        RecordMapping mapping = new Mapped().tensor("x", type, "3", "v").mapping();

        // When, then
        assertThatThrownBy(() -> bytes(mapping, list.replace('\'', '"')))
                .isInstanceOf(RefusedRecordException.class)
                .hasMessage(message);
    }

    @Test
    void bytesOfAListMayHaveFractionsOfZero() throws RefusedRecordException {
        // Given
        RecordMapping mapping =
                new Mapped().tensor("x", TensorType.UINT8, "2x2", "v").mapping();

        // When, then
        assertThat(bytes(mapping, "[[0, 255], [7.0, true]]")).containsExactly(0, -1, 7, 1);
    }

    @Test
    void aListOfAnyLengthGrows() throws RefusedRecordException {
        // Given
        RecordMapping mapping =
                new Mapped().tensor("x", TensorType.FP32, "T", "v").mapping();
        int length = 1000;

        // When
        byte[] bytes = bytes(mapping, "[" + "1, ".repeat(length - 1) + "1]");

        // Then
        assertThat(bytes).hasSize(length * Float.BYTES);
    }

    private static byte[] bytes(RecordMapping mapping, String value) throws RefusedRecordException {
        byte[] json = "{\"v\": %s}".formatted(value).getBytes(StandardCharsets.UTF_8);
        return mapping.map(SourceRecord.of(json, 0))
                .batch()
                .getTensors(0)
                .getData()
                .toByteArray();
    }
}
