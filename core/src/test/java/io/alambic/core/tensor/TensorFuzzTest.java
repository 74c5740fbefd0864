package io.alambic.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.alambic.testing.Memory;
import io.alambic.v1.DataType;
import io.alambic.v1.Quantization;
import io.alambic.v1.Tensor;
import io.alambic.v1.TopK;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes come, a tensor is read or refused with a reason, in memory that its bytes account for. */
class TensorFuzzTest {

    private static final int CLASSES = 10;

    static Stream<byte[]> tensors() {
        Tensor floats = tensor(DataType.DATA_TYPE_FP32, 16, 2, 2);
        return Stream.of(
                        floats,
                        tensor(DataType.DATA_TYPE_FP16, 8, 2, 1, 2),
                        tensor(DataType.DATA_TYPE_INT64, 16, 2),
                        Tensor.newBuilder(tensor(DataType.DATA_TYPE_UINT8, 4, 4))
                                .setQuantization(
                                        Quantization.newBuilder().setScale(0.5f).setZeroPoint(-3))
                                .build(),
                        Tensor.newBuilder(tensor(DataType.DATA_TYPE_UINT8, 24, 2, 2, 2, 3))
                                .setChannelsLast(true)
                                .build(),
                        tensor(DataType.DATA_TYPE_UINT8, 40, 10L << 30),
                        tensor(DataType.DATA_TYPE_FP64, 0, 0, Long.MAX_VALUE))
                .map(Tensor::toByteArray);
    }

    @MethodSource("tensors")
    @FuzzTest
    void everyTensorIsReadOrRefused(byte[] wire) {
        Memory.requireInProportion(wire, () -> readTensor(wire));
    }

    private static void readTensor(byte[] wire) {
        EncodedTensor tensor;
        try {
            tensor = EncodedTensor.of(Tensor.parseFrom(wire));
        } catch (InvalidProtocolBufferException | InvalidTensorException e) {
            assertThat(e).message().isNotBlank();
            return;
        }
        assertThat(tensor.rowBytes() * tensor.samples()).isEqualTo(tensor.data().remaining());
        int rows = Math.toIntExact(Math.min(tensor.samples(), Integer.MAX_VALUE));
        RowBuffer buffer = new RowBuffer();
        buffer.append(tensor, 0, rows);
        assertThat(buffer.bytes()).isEqualTo(rows * tensor.rowBytes());
        FiniteNumbers.firstNotFinite(tensor)
                .ifPresent(element -> assertThat(element).isNotNegative());
    }

    static Stream<byte[]> topKs() {
        Tensor classes = Tensor.newBuilder(tensor(DataType.DATA_TYPE_INT32, 16, 2, 2))
                .setData(ByteString.copyFrom(new byte[] {1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0}))
                .build();
        TopK whole = TopK.newBuilder()
                .setClasses(classes)
                .setLogits(tensor(DataType.DATA_TYPE_FP32, 16, 2, 2))
                .setRest(tensor(DataType.DATA_TYPE_FP32, 8, 2))
                .setClassCount(CLASSES)
                .build();
        TopK places = whole.toBuilder()
                .setClasses(classes.toBuilder().clearShape().addAllShape(List.of(2L, 1L, 2L)))
                .setLogits(tensor(DataType.DATA_TYPE_FP32, 16, 2, 1, 2))
                .setRest(tensor(DataType.DATA_TYPE_FP32, 8, 2, 1))
                .build();
        return Stream.of(whole, places, whole.toBuilder().clearRest().build()).map(TopK::toByteArray);
    }

    @MethodSource("topKs")
    @FuzzTest
    void theLargestLogitsAreReadOrRefused(byte[] wire) {
        Memory.requireInProportion(wire, () -> readTopK(wire));
    }

    private static void readTopK(byte[] wire) {
        try {
            TopK topK = TopK.parseFrom(wire);
            EncodedTensor logits = TopKLogits.decode(topK, CLASSES);
            assertThat(logits.shape().get(0)).isEqualTo(topK.getRest().getShape(0));
            assertThat(logits.shape().get(logits.shape().dimension() - 1)).isEqualTo(CLASSES);
        } catch (InvalidProtocolBufferException | InvalidTensorException e) {
            assertThat(e).message().isNotBlank();
        }
    }

    private static Tensor tensor(DataType type, int bytes, long... shape) {
        Tensor.Builder tensor =
                Tensor.newBuilder().setName("image").setDataType(type).setData(ByteString.copyFrom(new byte[bytes]));
        for (long dimension : shape) {
            tensor.addShape(dimension);
        }
        return tensor.build();
    }
}
