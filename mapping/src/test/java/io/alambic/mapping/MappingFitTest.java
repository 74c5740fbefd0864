package io.alambic.mapping;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.model.InputRanges;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappingFitTest {

    /** Two rows of up to 16 places. */
    private static final TensorSpec INPUT = new TensorSpec("ids", TensorType.INT64, new Shape(2, 16), List.of("", "T"));

    @ParameterizedTest
    @CsvSource({"2xT", "2x16", "2x3"})
    void tensorsThatTheModelReadsFit(String shape) {
        // When
        ThrowingCallable require =
                () -> MappingFit.require(mapping("ids", TensorType.INT64, shape), "teacher", List.of(INPUT));

        // Then
        assertThatCode(require).doesNotThrowAnyException();
    }

    @Test
    void halfPrecisionStandsForSinglePrecision() {
        // Given
        TensorSpec input = new TensorSpec("x", TensorType.FP32, new Shape(4));

        // When
        ThrowingCallable require =
                () -> MappingFit.require(mapping("x", TensorType.FP16, "4"), "teacher", List.of(input));

        // Then
        assertThatCode(require).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "mask; INT64; 2xT; alambic.mapping.tensors: expected one for the teacher's input ids:INT64:2xT, but got [mask:INT64:2xT]",
                "ids; INT32; 2xT; alambic.mapping.tensors.ids: expected ids:INT64:2xT, which the teacher reads, but got ids:INT32:2xT",
                "ids; INT64; 2x17; alambic.mapping.tensors.ids: expected ids:INT64:2xT, which the teacher reads, but got ids:INT64:2x17",
                "ids; INT64; Tx16; alambic.mapping.tensors.ids: expected ids:INT64:2xT, which the teacher reads, but got ids:INT64:Tx16",
                "ids; INT64; 32; alambic.mapping.tensors.ids: expected ids:INT64:2xT, which the teacher reads, but got ids:INT64:32",
            })
    void othersAreRefused(String name, TensorType type, String shape, String message) {
        // When
        ThrowingCallable require = () -> MappingFit.require(mapping(name, type, shape), "teacher", List.of(INPUT));

        // Then
        assertThatThrownBy(require).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "x | hash(9); 8",
                "x | vocabulary(red, green, *); 2",
                "x | vocabulary(red, green); 1",
            })
    void categoriesFitAnEmbeddingOfAsMany(String field, long most) {
        // Given
        RecordMapping mapping =
                new Mapped().tensor("ids", TensorType.INT64, "1", field).mapping();

        // When
        ThrowingCallable asMany = () -> MappingFit.requireNumbers(mapping, "student", ranges(most));
        ThrowingCallable fewer = () -> MappingFit.requireNumbers(mapping, "student", ranges(most - 1));

        // Then
        assertThatCode(asMany).doesNotThrowAnyException();
        assertThatThrownBy(fewer)
                .hasMessage(
                        "alambic.mapping.tensors.ids: expected numbers up to %d, which the student reads, but its categories or tokens go up to %d",
                        most - 1, most);
    }

    @ParameterizedTest
    @CsvSource({"x", "x | scale(2)", "x | hash(9) | scale(2)"})
    void numbersThatNothingBoundsAreLeftToTheRecords(String field) {
        // Given
        RecordMapping mapping =
                new Mapped().tensor("ids", TensorType.INT64, "1", field).mapping();

        // When
        ThrowingCallable require = () -> MappingFit.requireNumbers(mapping, "student", ranges(0));

        // Then
        assertThatCode(require).doesNotThrowAnyException();
    }

    private static InputRanges ranges(long most) {
        return new InputRanges(Map.of("ids", new InputRanges.Range(0, most)));
    }

    private static RecordMapping mapping(String name, TensorType type, String shape) {
        return RecordMapping.of(
                new MappingSettings(
                        "json",
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(new TensorMapping(name, type, Optional.of(shape), List.of("x")))),
                1 << 20);
    }
}
