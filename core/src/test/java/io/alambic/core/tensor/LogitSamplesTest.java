package io.alambic.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.protobuf.ByteString;
import io.alambic.v1.DataType;
import io.alambic.v1.Tensor;
import io.alambic.v1.TopK;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class LogitSamplesTest {

    private static final float OUT = Float.NEGATIVE_INFINITY;
    private static final short HALF_OUT = (short) 0xfc00;
    private static final short HALF_NAN = 0x7e00;

    /** Finite, masked, NaN, positive infinity, NaN behind a mask, no class left. */
    private static final float[][] ROWS = {
        {1, 2, 3},
        {OUT, 1, OUT},
        {1, Float.NaN, 1},
        {Float.POSITIVE_INFINITY, 0, 0},
        {OUT, 1, Float.NaN},
        {OUT, OUT, OUT}
    };

    @Test
    void tellsRuledOutClassesFromLogitsThatSayNothing() {
        // When
        LogitSamples found = LogitSamples.of(floats(ROWS), OptionalInt.empty());

        // Then
        assertThat(found.masked()).isEqualTo(rows(1));
        assertThat(found.unusable()).isEqualTo(rows(2, 3, 4, 5));
    }

    @Test
    void doesSoInHalfPrecision() {
        // Given
        ByteBuffer data = ByteBuffer.allocate(6 * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.putShort(HALF_OUT)
                .putShort((short) 0x3c00)
                .putShort(HALF_NAN)
                .putShort((short) 0)
                .putShort(HALF_OUT);
        data.putShort(HALF_OUT).flip();

        // When
        LogitSamples found = LogitSamples.of(
                new EncodedTensor("logits", TensorType.FP16, new Shape(3, 2), data, null), OptionalInt.empty());

        // Then
        assertThat(found.masked()).isEqualTo(rows(0));
        assertThat(found.unusable()).isEqualTo(rows(1, 2));
    }

    @Test
    void aSampleWithOnePlaceWithoutAPossibleClassIsUnusableAndThePlaceIsNamed() {
        // Given: two samples of two classes at 2 x 3 places; the second rules out both at one place, and one of them at
        // another
        float[] second = {1, OUT, 1, 1, 1, OUT, 1, 1, 1, 1, 1, OUT};
        ByteBuffer data = floats(new float[12], second).data();
        EncodedTensor classesFirst = new EncodedTensor("logits", TensorType.FP32, new Shape(2, 2, 2, 3), data, null);
        EncodedTensor classesLast = new EncodedTensor("logits", TensorType.FP32, new Shape(2, 2, 3, 2), data, null);

        // When
        LogitSamples first = LogitSamples.of(classesFirst, OptionalInt.of(0));
        LogitSamples last = LogitSamples.of(classesLast, OptionalInt.of(2));

        // Then
        assertThat(first.reasons())
                .containsExactly(entry(
                        1,
                        "tensor 'logits': sample 1 rules out every class at place [1, 2], but one must be possible"));
        assertThat(first.masked()).isEqualTo(rows());
        assertThat(last.reasons()).isEmpty();
        assertThat(last.masked()).isEqualTo(rows(1));
    }

    @Test
    void aQuantizationThatIsTooLargeMakesEverySampleUnusable() {
        // Given
        EncodedTensor huge = new EncodedTensor(
                "logits", TensorType.INT8, new Shape(2, 3), ByteBuffer.allocate(6), new Quantization(1e30f, 0));

        // Then
        assertThat(LogitSamples.of(huge, OptionalInt.empty()).unusable()).isEqualTo(rows(0, 1));
    }

    @Test
    void oneSampleThatIsNotFiniteIsFoundAmongMany() {
        // Given
        float[][] many = new float[3000][1];
        many[0][0] = Float.NaN;
        many[2999][0] = Float.POSITIVE_INFINITY;

        // Then
        assertThat(FiniteNumbers.samplesNotLearnable(floats(many))).isEqualTo(rows(0, 2999));
        assertThat(FiniteNumbers.samplesNotLearnable(floats(new float[][] {{1}, {2}})))
                .isEqualTo(rows());
    }

    @Test
    void encodedLogitsKeepWhatIsRuledOutAndDropOnlyWhatSaysNothing() {
        try (NDManager manager = NDManager.newBaseManager()) {
            // Given
            NDArray logits = manager.create(ROWS);

            // When
            EncodedRows encoded = EncodedRows.encodeLogits(logits);

            // Then
            assertThat(encoded.unusable()).isEqualTo(rows(2, 3, 4, 5));
            EncodedTensor kept = EncodedTensor.of(encoded.rows("logits", 0, 2));
            assertThat(kept.data())
                    .isEqualTo(floats(new float[][] {ROWS[0], ROWS[1]}).data());
        }
    }

    @Test
    void theLogitsOfAllPlacesOfASampleAreLookedAtTogether() {
        try (NDManager manager = NDManager.newBaseManager()) {
            // Given: two places a sample; the first has a masked class, the second no possible place, the third NaN
            NDArray logits = manager.create(new float[] {OUT, 1, OUT, 2, OUT, OUT, OUT, OUT, 1, 2, 3, Float.NaN})
                    .reshape(3, 2, 2);

            // Then
            assertThat(EncodedRows.encodeLogits(logits).unusable()).isEqualTo(rows(1, 2));
        }
    }

    @Test
    void theLargestLogitsGoThereAndBackWithRuledOutClasses() {
        // Given
        EncodedTensor full = floats(new float[][] {{OUT, 5, OUT}, {1, 2, OUT}});
        Tensor wire = Tensor.newBuilder()
                .setName("logits")
                .setDataType(DataType.DATA_TYPE_FP32)
                .addShape(2)
                .addShape(3)
                .setData(ByteString.copyFrom(full.data().duplicate()))
                .build();

        // When
        TopK largest = TopKLogits.encode(wire, 2);

        // Then
        assertThat(TopKLogits.decode(largest, 3).data()).isEqualTo(full.data());
    }

    private static EncodedTensor floats(float[]... rows) {
        ByteBuffer data =
                ByteBuffer.allocate(rows.length * rows[0].length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float[] row : rows) {
            for (float value : row) {
                data.putFloat(value);
            }
        }
        Shape shape = new Shape(rows.length, rows[0].length);
        return new EncodedTensor("logits", TensorType.FP32, shape, data.flip(), null);
    }

    private static BitSet rows(int... rows) {
        BitSet set = new BitSet();
        for (int row : rows) {
            set.set(row);
        }
        return set;
    }
}
