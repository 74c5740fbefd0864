package io.alambic.core.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.InvalidTensorException;
import io.alambic.core.tensor.Quantization;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelsTest {

    private static final TensorSpec CLASS = new TensorSpec("labels", TensorType.INT32, new Shape());
    private static final TensorSpec PLACES = new TensorSpec("labels", TensorType.INT32, new Shape(2));
    private static final TensorSpec SET = new TensorSpec("labels", TensorType.INT8, new Shape(2));
    private static final TensorSpec NUMBERS = new TensorSpec("labels", TensorType.FP32, new Shape(2));

    @Test
    void everyNegativeClassIsNone() {
        // When
        EncodedTensor labels = Labels.classes(List.of(3, -1, -100, Integer.MIN_VALUE, 0));

        // Then
        assertThat(labels.shape()).isEqualTo(new Shape(5));
        assertThat(labels.type()).isEqualTo(TensorType.INT32);
        assertThat(values(labels)).containsExactly(3.0, -1.0, -1.0, -1.0, 0.0);
    }

    @Test
    void samplesWithoutLabelsHaveNoneOfTheTasksType() {
        assertThat(values(Labels.none(CLASS, 3))).containsExactly(-1.0, -1.0, -1.0);
        assertThat(values(Labels.none(PLACES, 1))).containsExactly(-1.0, -1.0);
        assertThat(values(Labels.none(SET, 1))).containsExactly(-1.0, -1.0);
        assertThat(values(Labels.none(NUMBERS, 1))).containsExactly(Double.NaN, Double.NaN);
        assertThat(Labels.none(NUMBERS, 4).shape()).isEqualTo(new Shape(4, 2));
    }

    @ParameterizedTest
    @EnumSource(names = {"BOOL", "UINT8", "INT8", "INT32", "INT64"})
    void wholeNumbersOfEveryTypeAreRead(TensorType type) {
        assertThat(values(Labels.read(tensor(type, 1, 0, 1, 1), SET, 2))).containsExactly(1.0, 0.0, 1.0, 1.0);
        assertThat(values(Labels.read(tensor(type, 1, 0, 1, 1), PLACES, 2))).containsExactly(1.0, 0.0, 1.0, 1.0);
    }

    @ParameterizedTest
    @EnumSource(names = {"FP32", "FP64"})
    void realNumbersAreReadAndAnUnknownOneStaysUnknown(TensorType type) {
        // When
        EncodedTensor labels = Labels.read(tensor(type, 0.5, Double.NaN, -3, 1e6), NUMBERS, 2);

        // Then
        assertThat(labels.type()).isEqualTo(TensorType.FP32);
        assertThat(values(labels)).containsExactly(0.5, Double.NaN, -3.0, 1e6);
    }

    @ParameterizedTest
    @CsvSource({"INT8, -128, -128", "INT32, -100, -1", "INT64, -9223372036854775808, -1"})
    void negativeWholeNumbersStayBelowZero(TensorType type, double came, double read) {
        assertThat(values(Labels.read(tensor(type, came, 1), SET, 1))).containsExactly(read, 1.0);
    }

    @Test
    void aWholeNumberThatIsTooLargeForTheTypeStaysTooLargeForAnyClass() {
        // When
        EncodedTensor places = Labels.read(tensor(TensorType.INT64, 0x1p40, 1), PLACES, 1);
        EncodedTensor set = Labels.read(tensor(TensorType.UINT8, 254, 1), SET, 1);

        // Then: not the lowest bits of 2^40, which are class 0, nor those of 254, which are none
        assertThat(values(places)).containsExactly((double) Integer.MAX_VALUE, 1.0);
        assertThat(values(set)).containsExactly((double) Byte.MAX_VALUE, 1.0);
    }

    @Test
    void theLastNumberOfBytesWithoutASignIsNotCountedAndIsALabelOfEveryOtherType() {
        assertThat(values(Labels.read(tensor(TensorType.UINT8, 255, 254), PLACES, 1)))
                .containsExactly(-1.0, 254.0);
        assertThat(values(Labels.read(tensor(TensorType.UINT8, 255, 1), SET, 1)))
                .containsExactly(-1.0, 1.0);
        assertThat(values(Labels.read(tensor(TensorType.INT32, 255, 254), PLACES, 1)))
                .containsExactly(255.0, 254.0);
        assertThat(values(Labels.read(tensor(TensorType.INT64, 255, 254), PLACES, 1)))
                .containsExactly(255.0, 254.0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void labelsOfAnotherShapeAreRefused(int samples) {
        assertThatThrownBy(() -> Labels.read(tensor(TensorType.INT32, 1, 0, 1, 1), PLACES, samples))
                .isInstanceOf(InvalidTensorException.class)
                .hasMessage("labels: expected shape (%d, 2), but it is (2, 2)".formatted(samples));
    }

    @ParameterizedTest
    @EnumSource(names = {"FP16", "FP32", "FP64"})
    void realNumbersAreNoClasses(TensorType type) {
        assertThatThrownBy(() -> Labels.read(tensor(type, 1, 0), SET, 1))
                .isInstanceOf(InvalidTensorException.class)
                .hasMessage("labels: expected whole numbers without quantization, but got " + type);
    }

    @ParameterizedTest
    @EnumSource(names = {"BOOL", "UINT8", "INT8", "INT32", "INT64", "FP16"})
    void wholeNumbersAndHalfPrecisionAreNoTargets(TensorType type) {
        assertThatThrownBy(() -> Labels.read(tensor(type, 1, 0), NUMBERS, 1))
                .isInstanceOf(InvalidTensorException.class)
                .hasMessage("labels: expected FP32 or FP64, but got " + type);
    }

    @Test
    void quantizedLabelsAreRefused() {
        // Given
        EncodedTensor plain = tensor(TensorType.INT8, 1, 0);
        EncodedTensor quantized =
                new EncodedTensor("labels", plain.type(), plain.shape(), plain.data(), new Quantization(0.5f, 0));

        // Then
        assertThatThrownBy(() -> Labels.read(quantized, SET, 1)).hasMessageContaining("without quantization");
    }

    @Test
    void classesAboveTheLargestAreBeyondAndNoneIsNot() {
        // Given
        EncodedTensor labels = tensor(TensorType.INT32, 3, -1, 4, 0, 2, 9, 0, -9);

        // Then
        assertThat(Labels.samplesBeyond(labels, 3)).isEqualTo(samples(1, 2));
        assertThat(Labels.firstBeyond(labels, 0, 3)).isNaN();
        assertThat(Labels.firstBeyond(labels, 1, 3)).isEqualTo(4);
        assertThat(Labels.firstBeyond(labels, 2, 3)).isEqualTo(9);
    }

    @Test
    void inASetOnlyOneAndZeroAreKnown() {
        assertThat(Labels.samplesBeyond(tensor(TensorType.INT8, 1, 0, 2, 0, -1, -128, 1, 127), 1))
                .isEqualTo(samples(1, 3));
    }

    @Test
    void oneClassForEachSampleIsJudgedByItself() {
        assertThat(Labels.samplesBeyond(Labels.classes(List.of(0, 4, -1, 5, 3)), 3))
                .isEqualTo(samples(1, 3));
    }

    @Test
    void aRealLabelIsBeyondIfItIsInfiniteOrTooLargeToLearnFrom() {
        // Given
        double below = Math.nextDown(0x1p50f);
        EncodedTensor labels = tensor(
                TensorType.FP32, Double.NaN, below, 0x1p50, 0, 0, -0x1p50, Double.NEGATIVE_INFINITY, 0, -below, 1);

        // Then
        assertThat(Labels.samplesBeyond(labels, 1)).isEqualTo(samples(1, 2, 3));
        assertThat(Labels.firstBeyond(labels, 2, 1)).isEqualTo(-0x1p50);
        assertThat(Labels.firstBeyond(labels, 3, 1)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(Labels.firstBeyond(labels, 4, 1)).isNaN();
    }

    @Test
    void aNumberThatFitsInto64BitsAloneIsBeyond() {
        assertThat(Labels.samplesBeyond(Labels.read(tensor(TensorType.FP64, 1e300, 0, 1, 2), NUMBERS, 2), 1))
                .isEqualTo(samples(0));
    }

    private static BitSet samples(int... samples) {
        BitSet set = new BitSet();
        for (int sample : samples) {
            set.set(sample);
        }
        return set;
    }

    /** Two labels a sample. */
    private static EncodedTensor tensor(TensorType type, double... labels) {
        ByteBuffer data = ByteBuffer.allocate(labels.length * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (double label : labels) {
            switch (type) {
                case FP64 -> data.putDouble(label);
                case FP32 -> data.putFloat((float) label);
                case FP16 -> data.putShort((short) label);
                case INT64 -> data.putLong((long) label);
                case INT32 -> data.putInt((int) label);
                default -> data.put((byte) (int) label);
            }
        }
        return new EncodedTensor("labels", type, new Shape(labels.length / 2, 2), data.flip(), null);
    }

    private static List<Double> values(EncodedTensor labels) {
        List<Double> values = new ArrayList<>();
        ByteBuffer data = labels.data().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        while (data.hasRemaining()) {
            values.add(
                    switch (labels.type()) {
                        case FP32 -> (double) data.getFloat();
                        case INT32 -> (double) data.getInt();
                        default -> (double) data.get();
                    });
        }
        return values;
    }
}
