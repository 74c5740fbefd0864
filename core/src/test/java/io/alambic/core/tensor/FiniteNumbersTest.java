package io.alambic.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FiniteNumbersTest {

    static Stream<Arguments> notFinite() {
        return Stream.of(
                Arguments.of("NaN", (short) 0x7e00, Float.NaN, Double.NaN),
                Arguments.of(
                        "NaN with another payload",
                        (short) 0xfc01,
                        Float.intBitsToFloat(0xff80_0001),
                        Double.longBitsToDouble(0xfff0_0000_0000_0001L)),
                Arguments.of("infinity", (short) 0x7c00, Float.POSITIVE_INFINITY, Double.POSITIVE_INFINITY),
                Arguments.of("-infinity", (short) 0xfc00, Float.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("notFinite")
    void theFirstThatIsNotFiniteIsFound(String name, short half, float single, double twice) {
        assertThat(FiniteNumbers.firstNotFinite(halves((short) 0, (short) 1, half, half)))
                .as(name)
                .hasValue(2);
        assertThat(FiniteNumbers.firstNotFinite(singles(0, single, 1))).as(name).hasValue(1);
        assertThat(FiniteNumbers.firstNotFinite(doubles(0, 1, twice))).as(name).hasValue(2);
    }

    @Test
    void theLargestAndTheSmallestNumbersAreFinite() {
        assertThat(FiniteNumbers.firstNotFinite(halves((short) 0x7bff, (short) 0xfbff, (short) 1, (short) 0x8000)))
                .isEmpty();
        assertThat(FiniteNumbers.firstNotFinite(singles(Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE, -0f)))
                .isEmpty();
        assertThat(FiniteNumbers.firstNotFinite(doubles(Double.MAX_VALUE, -Double.MAX_VALUE, Double.MIN_VALUE)))
                .isEmpty();
    }

    @Test
    void numbersTooLargeToLearnFromSpoilTheirSampleOnly() {
        // Given
        float limit = (float) FiniteNumbers.TOO_LARGE_TO_LEARN;
        EncodedTensor singles = singles(1, limit, -limit, Math.nextDown(limit), Float.MAX_VALUE, Float.NaN, -1);
        EncodedTensor doubles = doubles(-limit, Math.nextDown((double) limit), Double.NEGATIVE_INFINITY);
        EncodedTensor halves = halves((short) 0x7bff, (short) 0xfc00);

        // Then
        assertThat(FiniteNumbers.samplesNotLearnable(singles).stream()).containsExactly(1, 2, 4, 5);
        assertThat(FiniteNumbers.samplesNotLearnable(doubles).stream()).containsExactly(0, 2);
        assertThat(FiniteNumbers.samplesNotLearnable(halves).stream()).containsExactly(1);
    }

    @Test
    void aQuantizationOfNumbersTooLargeToLearnFromSpoilsEverySample() {
        // Given
        EncodedTensor tensor = new EncodedTensor(
                "map", TensorType.INT8, new Shape(2, 1), ByteBuffer.allocate(2), new Quantization(1e30f, 0));

        // Then
        assertThat(FiniteNumbers.samplesNotLearnable(tensor).stream()).containsExactly(0, 1);
    }

    @ParameterizedTest
    @EnumSource(names = {"BOOL", "UINT8", "INT8", "INT32", "INT64"})
    void wholeNumbersAreFiniteWhateverTheirBits(TensorType type) {
        // Given
        ByteBuffer ones = buffer(2 * type.bytes());
        while (ones.hasRemaining()) {
            ones.put((byte) -1);
        }

        // When
        var element = FiniteNumbers.firstNotFinite(tensor(type, 2, ones.flip()));

        // Then
        assertThat(element).isEmpty();
    }

    @Test
    void itFindsWhatLookingAtOneAfterTheOtherFinds() {
        // Given
        SplittableRandom random = new SplittableRandom(5);
        for (int trial = 0; trial < 20_000; trial++) {
            float[] values = new float[random.nextInt(12)];
            short[] bits = new short[values.length];
            int single = -1;
            int half = -1;
            for (int i = values.length - 1; i >= 0; i--) {
                values[i] = Float.intBitsToFloat(random.nextInt() | (random.nextInt(8) == 0 ? 0x7f80_0000 : 0));
                bits[i] = (short) (random.nextInt() | (random.nextInt(8) == 0 ? 0x7c00 : 0));
                single = Float.isFinite(values[i]) ? single : i;
                half = (bits[i] & 0x7c00) == 0x7c00 ? i : half;
            }

            // Then
            assertThat(FiniteNumbers.firstNotFinite(singles(values)).orElse(-1)).isEqualTo(single);
            assertThat(FiniteNumbers.firstNotFinite(halves(bits)).orElse(-1)).isEqualTo(half);
        }
    }

    @Test
    void theBufferStaysAsItWas() {
        // Given
        ByteBuffer data =
                buffer(12).putFloat(7).putFloat(1).putFloat(Float.NaN).flip().position(4);

        // When
        var element = FiniteNumbers.firstNotFinite(tensor(TensorType.FP32, 2, data));

        // Then
        assertThat(element).hasValue(1);
        assertThat(data.position()).isEqualTo(4);
    }

    private static EncodedTensor halves(short... bits) {
        ByteBuffer data = buffer(bits.length * 2);
        for (short half : bits) {
            data.putShort(half);
        }
        return tensor(TensorType.FP16, bits.length, data.flip());
    }

    private static EncodedTensor singles(float... values) {
        ByteBuffer data = buffer(values.length * 4);
        for (float value : values) {
            data.putFloat(value);
        }
        return tensor(TensorType.FP32, values.length, data.flip());
    }

    private static EncodedTensor doubles(double... values) {
        ByteBuffer data = buffer(values.length * 8);
        for (double value : values) {
            data.putDouble(value);
        }
        return tensor(TensorType.FP64, values.length, data.flip());
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static EncodedTensor tensor(TensorType type, int count, ByteBuffer data) {
        return new EncodedTensor("x", type, new Shape(count), data, null);
    }
}
