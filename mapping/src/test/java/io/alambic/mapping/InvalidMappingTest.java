package io.alambic.mapping;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.tensor.TensorType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvalidMappingTest {

    private static final String FIELD = "alambic.mapping.tensors.x.fields[0]: ";

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "a..b; expected a path such as sensor.readings[0], points[*].x or $.device, but got 'a..b'",
                "a[x]; expected a path such as",
                ".a; expected a path such as",
                "@headers; expected a path, @key, @header.NAME or @timestamp, but got '@headers'",
                "a | double; expected one of the operations [base64, clip, cyclic,",
                "a | scale; expected a number between the brackets of scale, but got ''",
                "a | scale(x); expected a number, but got 'x'",
                "a | scale(NaN); expected finite numbers between the brackets of scale, but got 'NaN'",
                "a | standardize(1, 0); expected standardize(mean, deviation) with a deviation greater than 0, but got '0.0'",
                "a | clip(1, 1); expected clip(least, most), but got '1.0' and '1.0'",
                "a | one-hot(b, b); expected different categories, but got '[b, b]'",
                "a | one-hot(*, b); expected '*' behind the categories, but got '[*, b]'",
                "a | cyclic(fortnight); expected one of hour, day, week, year, but got 'fortnight'",
                "a | scale(2) | vocabulary(b); expected what reads the value first, and once",
                "a | cyclic(day) | scale(2); expected what changes a number before what spreads it over elements",
                "a | optional | default(1); expected one of default(...) and optional, once",
                "a | default('b; expected closed quotes and brackets, but got",
            })
    void anExpressionThatIsWrongIsNamedWithWhatIsAllowed(String expression, String message) {
        // When
        ThrowingCallable make = () -> Mapped.fields(expression).mapping();

        // Then
        assertThatThrownBy(make).isInstanceOf(InvalidSettingException.class).hasMessageStartingWith(FIELD + message);
    }

    @Test
    void everyViolationHasALineOfItsOwn() {
        // Given
        Mapped mapped = Mapped.fields("a | nothing", "b..c")
                .format("xml")
                .filter("kind ~ m", "size > large")
                .id("@id")
                .tensor("y", TensorType.BOOL, "2", "a | base64")
                .tensor("z", TensorType.FP32, "TxU", "a")
                .tensor("w", TensorType.FP32, "5", "a", "b | list(3)");

        // When
        ThrowingCallable make = mapped::mapping;

        // Then
        assertThatThrownBy(make)
                .isInstanceOf(InvalidSettingException.class)
                .message()
                .hasLineCount(9)
                .contains(
                        "alambic.mapping.format: expected one of the formats [avro, bytes, json, json-lines, json-schema, protobuf], but got 'xml'",
                        "alambic.mapping.filter[0]: expected a condition such as",
                        "alambic.mapping.filter[1]: expected a number to compare with, but got 'size > large'",
                        "alambic.mapping.id: expected a path, @key,",
                        "alambic.mapping.tensors.x.fields[0]: expected one of the operations",
                        "alambic.mapping.tensors.x.fields[1]: expected a path",
                        "alambic.mapping.tensors.y: expected a type of numbers for base64, but got 'BOOL'",
                        "alambic.mapping.tensors.z: expected one field of the sample for a shape with an open dimension",
                        "alambic.mapping.tensors.w: expected fields of 5 elements for shape [5], but got 4");
    }

    @Test
    void pathsThatContradictEachOtherAreRefused() {
        // When
        ThrowingCallable make = () -> Mapped.fields("a.b", "a[0]").mapping();

        // Then
        assertThatThrownBy(make)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("alambic.mapping: expected that one place is");
    }

    @Test
    void noTensorsAreRefused() {
        // When
        ThrowingCallable make = () -> new Mapped().mapping();

        // Then
        assertThatThrownBy(make).hasMessage("alambic.mapping: expected tensors, but got none");
    }
}
