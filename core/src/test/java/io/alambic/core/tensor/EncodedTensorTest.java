package io.alambic.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.alambic.v1.DataType;
import io.alambic.v1.Tensor;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

class EncodedTensorTest {

    private static final TensorSpec IMAGE = new TensorSpec("image", TensorType.FP32, new Shape(1, 2, 2));

    @Test
    void dataThatIsTooShortForTheShapeIsRefused() {
        assertRefused(tensor(DataType.DATA_TYPE_FP32, 15, 1, 2, 2), "FP32", "(1, 2, 2)", "16 bytes", "15 came");
    }

    @Test
    void shapeWithoutABatchDimensionIsRefused() {
        assertRefused(tensor(DataType.DATA_TYPE_FP32, 4), "no batch dimension");
    }

    @Test
    void moreDimensionsThanAnyModelHasAreRefused() {
        assertRefused(tensor(DataType.DATA_TYPE_UINT8, 1, new long[33]), "at most 32 dimensions", "has 33");
    }

    @Test
    void negativeDimensionIsRefused() {
        assertRefused(tensor(DataType.DATA_TYPE_FP32, 4, -1, -1), "dimension 0", "at least 0", "-1");
    }

    @Test
    void manySamplesWithoutElementsAreRefused() {
        assertRefused(tensor(DataType.DATA_TYPE_FP32, 0, 1L << 40, 0), "dimension 1", "at least 1", "is 0");
    }

    @Test
    void shapeBeyondAllMemoryIsRefusedForItsDataAndNotAllocated() {
        assertRefused(tensor(DataType.DATA_TYPE_UINT8, 4, 1L << 40), Long.toString(1L << 40), "4 came");
        assertRefused(tensor(DataType.DATA_TYPE_FP64, 4, 1L << 40, 1L << 40), "too large");
    }

    @Test
    void unknownTypeIsRefused() {
        assertRefused(tensor(DataType.DATA_TYPE_UNSPECIFIED, 4, 1), "unknown data type", "UNSPECIFIED");
        Tensor future = Tensor.newBuilder(tensor(DataType.DATA_TYPE_FP32, 4, 1))
                .setDataTypeValue(99)
                .build();
        assertRefused(future, "unknown data type");
    }

    @Test
    void anImageWithItsChannelsLastHasTheModelsShape() {
        // Given
        Tensor pixels = Tensor.newBuilder(tensor(DataType.DATA_TYPE_UINT8, 2 * 4 * 5 * 3, 2, 4, 5, 3))
                .setChannelsLast(true)
                .build();

        // When
        EncodedTensor tensor = EncodedTensor.of(pixels);

        // Then
        assertThat(tensor.shape()).isEqualTo(new Shape(2, 3, 4, 5));
        assertThat(tensor.sampleShape()).isEqualTo(new Shape(3, 4, 5));
    }

    @Test
    void onlyImagesHaveTheirChannelsLast() {
        for (long[] shape : new long[][] {{}, {4}, {1, 2, 2}, {1, 1, 1, 2, 2}}) {
            assertRefused(
                    Tensor.newBuilder(tensor(DataType.DATA_TYPE_UINT8, 4, shape))
                            .setChannelsLast(true)
                            .build(),
                    "channels last",
                    "[N, H, W, C]");
        }
    }

    @Test
    void tensorWithoutANameIsRefused() {
        // Given
        Tensor nameless = Tensor.newBuilder(tensor(DataType.DATA_TYPE_FP32, 4, 1))
                .setName(" ")
                .build();

        // Then
        assertThatThrownBy(() -> EncodedTensor.of(nameless)).hasMessage("a tensor has no name");
    }

    @Test
    void quantizationThatMeansNothingIsRefusedWithTheTensorsName() {
        for (float scale : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertRefused(
                    quantized(DataType.DATA_TYPE_UINT8, scale, 0), "scale", "greater than 0", Float.toString(scale));
        }
        assertRefused(quantized(DataType.DATA_TYPE_UINT8, 1, 256), "zero point", "-255 to 255", "256");
        assertRefused(quantized(DataType.DATA_TYPE_UINT8, 1, -256), "zero point", "-255 to 255", "-256");
        assertRefused(quantized(DataType.DATA_TYPE_BOOL, 1, 0), "UINT8 and INT8", "BOOL");
    }

    @Test
    void samplesOfTheExpectedShapeAndOfEveryTypeThatStandsForFloatsFit() {
        for (DataType type : List.of(DataType.DATA_TYPE_FP32, DataType.DATA_TYPE_FP16)) {
            EncodedTensor tensor = image(type);
            assertThatCode(() -> tensor.requireSamples(IMAGE, 3)).doesNotThrowAnyException();
        }
        for (DataType type : List.of(DataType.DATA_TYPE_UINT8, DataType.DATA_TYPE_INT8)) {
            EncodedTensor tensor = EncodedTensor.of(Tensor.newBuilder(tensor(type, 12, 3, 1, 2, 2))
                    .setQuantization(io.alambic.v1.Quantization.newBuilder().setScale(1))
                    .build());
            assertThatCode(() -> tensor.requireSamples(IMAGE, 3)).doesNotThrowAnyException();
        }
    }

    @Test
    void samplesOfAnotherShapeCountOrTypeAreRefusedWithBoth() {
        assertThatThrownBy(() -> image(DataType.DATA_TYPE_FP32).requireSamples(IMAGE, 4))
                .isInstanceOf(InvalidTensorException.class)
                .hasMessageContainingAll("'image'", "(4, 1, 2, 2)", "(3, 1, 2, 2)");
        assertThatThrownBy(() -> image(DataType.DATA_TYPE_FP32)
                        .requireSamples(new TensorSpec("image", TensorType.FP32, new Shape(4)), 3))
                .hasMessageContainingAll("'image'", "(3, 4)", "(3, 1, 2, 2)");
        assertThatThrownBy(() -> image(DataType.DATA_TYPE_UINT8).requireSamples(IMAGE, 3))
                .hasMessageContainingAll("'image'", "quantized UINT8", "UINT8 without quantization");
        assertThatThrownBy(() -> image(DataType.DATA_TYPE_FP32)
                        .requireSamples(new TensorSpec("image", TensorType.INT64, new Shape(1, 2, 2)), 3))
                .hasMessageContainingAll("'image'", "INT64", "FP32");
    }

    @Test
    void rowsOfAnotherEncodingDoNotFollow() {
        // Given
        RowBuffer rows = new RowBuffer();
        rows.append(image(DataType.DATA_TYPE_FP32), 0, 3);

        // Then
        assertThat(rows.accepts(image(DataType.DATA_TYPE_FP16))).isFalse();
        assertThatThrownBy(() -> rows.append(image(DataType.DATA_TYPE_FP16), 0, 1))
                .isInstanceOf(InvalidTensorException.class)
                .hasMessageContainingAll("'image'", "FP16", "FP32");
        assertThat(rows.rows()).isEqualTo(3);
    }

    @Test
    void rowsThatATensorDoesNotHaveAreRefused() {
        // Given
        RowBuffer rows = new RowBuffer();
        EncodedTensor image = image(DataType.DATA_TYPE_FP32);

        // Then
        assertThatThrownBy(() -> rows.append(image, 3, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> rows.append(image, -1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> rows.append(image, Integer.MAX_VALUE, 1))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContainingAll("'image'", "3 rows");
        assertThat(rows.rows()).isZero();
    }

    /** Whatever a record says, decoding it refuses it by name or has exactly the bytes that came. */
    @Property
    void anyTensorIsWholeOrRefusedByName(@ForAll("tensors") Tensor tensor) {
        requireWholeOrRefused(tensor);
    }

    @Property
    void garbageIsNoTensorOrWholeOrRefusedByName(@ForAll byte[] garbage) {
        Tensor tensor;
        try {
            tensor = Tensor.parseFrom(garbage);
        } catch (InvalidProtocolBufferException e) {
            return;
        }
        requireWholeOrRefused(tensor);
    }

    private static void requireWholeOrRefused(Tensor tensor) {
        try {
            EncodedTensor whole = EncodedTensor.of(tensor);
            int bytes = tensor.getData().size();
            assertThat(whole.data().remaining()).isEqualTo(bytes);
            assertThat(whole.shape().size() * whole.type().bytes()).isEqualTo(bytes);
            assertThat(whole.samples()).isLessThanOrEqualTo(bytes);
        } catch (InvalidTensorException e) {
            String name = tensor.getName();
            assertThat(e).hasMessageContaining(name.isBlank() ? "tensor" : "'" + name + "'");
        }
    }

    private static void assertRefused(Tensor tensor, String... parts) {
        assertThatThrownBy(() -> EncodedTensor.of(tensor))
                .isInstanceOf(InvalidTensorException.class)
                .hasMessageContaining("'image'")
                .hasMessageContainingAll(parts);
    }

    private static EncodedTensor image(DataType type) {
        int bytes = 12 * TensorType.of(type).bytes();
        ByteBuffer data = ByteBuffer.allocate(bytes);
        return new EncodedTensor("image", TensorType.of(type), new Shape(3, 1, 2, 2), data, null);
    }

    private static Tensor quantized(DataType type, float scale, int zeroPoint) {
        return Tensor.newBuilder(tensor(type, 4, 4))
                .setQuantization(
                        io.alambic.v1.Quantization.newBuilder().setScale(scale).setZeroPoint(zeroPoint))
                .build();
    }

    private static Tensor tensor(DataType type, int bytes, long... shape) {
        Tensor.Builder tensor =
                Tensor.newBuilder().setName("image").setDataType(type).setData(ByteString.copyFrom(new byte[bytes]));
        for (long dimension : shape) {
            tensor.addShape(dimension);
        }
        return tensor.build();
    }

    @Provide
    Arbitrary<Tensor> tensors() {
        Arbitrary<Long> dimensions = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.longs().between(0, 4)), Tuple.of(1, Arbitraries.longs()));
        return Combinators.combine(
                        Arbitraries.strings().alpha().ofMaxLength(5),
                        Arbitraries.of(DataType.values()).filter(type -> type != DataType.UNRECOGNIZED),
                        dimensions.list().ofMaxSize(4),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(64),
                        Arbitraries.floats().injectNull(0.7),
                        Arbitraries.of(true, false))
                .as((name, type, shape, data, scale, channelsLast) -> {
                    Tensor.Builder tensor = Tensor.newBuilder()
                            .setName(name)
                            .setDataType(type)
                            .addAllShape(shape)
                            .setChannelsLast(channelsLast)
                            .setData(ByteString.copyFrom(data));
                    if (scale != null) {
                        tensor.setQuantization(
                                io.alambic.v1.Quantization.newBuilder().setScale(scale));
                    }
                    return tensor.build();
                });
    }
}
