package io.alambic.student.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.tensor.ElementType;
import io.alambic.core.tensor.EncodedTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FiniteNumbersTest {

    @Property
    void findsWhateverJavaCallsNotFinite(@ForAll int bits, @ForAll @IntRange(max = 4) int place) {
        // Given
        ByteBuffer data = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN).putInt(4 * place, bits);

        // When
        OptionalInt found = FiniteNumbers.firstNotFinite(tensor(ElementType.FP32, data, 5));

        // Then
        assertThat(found)
                .isEqualTo(Float.isFinite(Float.intBitsToFloat(bits)) ? OptionalInt.empty() : OptionalInt.of(place));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void namesTheFirstOfSeveral(float value) {
        // Given
        ByteBuffer data = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        data.putFloat(4, value).putFloat(12, value);

        // When
        OptionalInt found = FiniteNumbers.firstNotFinite(tensor(ElementType.FP32, data, 4));

        // Then
        assertThat(found).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x7c00, 0xfc00, 0x7e00, 0x7c01})
    void findsTheInfinitiesAndNaNsOfHalfPrecision(int bits) {
        // Given
        ByteBuffer data = ByteBuffer.allocate(6).order(ByteOrder.LITTLE_ENDIAN).putShort(4, (short) bits);

        // When
        OptionalInt found = FiniteNumbers.firstNotFinite(tensor(ElementType.FP16, data, 3));

        // Then
        assertThat(found).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x0000, 0x7bff, 0xfbff, 0x0001})
    void takesTheLargestAndSmallestOfHalfPrecision(int bits) {
        // Given
        ByteBuffer data = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN).putShort(0, (short) bits);

        // When
        OptionalInt found = FiniteNumbers.firstNotFinite(tensor(ElementType.FP16, data, 1));

        // Then
        assertThat(found).isEmpty();
    }

    @Test
    void takesEveryByteOfWholeNumbers() {
        // Given
        ByteBuffer data = ByteBuffer.allocate(4).putInt(0, 0xff80_7f80);

        // When
        OptionalInt found = FiniteNumbers.firstNotFinite(tensor(ElementType.UINT8, data, 4));

        // Then
        assertThat(found).isEmpty();
    }

    private static EncodedTensor tensor(ElementType type, ByteBuffer data, int elements) {
        return new EncodedTensor("t", type, new Shape(1, elements), data, null);
    }
}
