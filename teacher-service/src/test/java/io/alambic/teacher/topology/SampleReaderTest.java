package io.alambic.teacher.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.alambic.teacher.TinyModel;
import io.alambic.v1.DataType;
import io.alambic.v1.Origin;
import io.alambic.v1.Quantization;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SampleReaderTest {

    private static final int MAX_RECORD_BYTES = 1 << 20;

    private final SampleReader reader =
            new SampleReader(TinyModel.ARCHITECTURE.signature(), List.of(), MAX_RECORD_BYTES);

    @Test
    void aValidRecordIsReadWithoutCopyingItsTensors() throws RefusedSamplesException {
        // Given
        byte[] value = TinyModel.samples(3, 0).build().toByteArray();

        // When
        SampleRecord record =
                reader.read(raw(value), Origin.newBuilder().setOffset(5).build());

        // Then
        assertThat(record.samples()).isEqualTo(3);
        assertThat(record.origin().getOffset()).isEqualTo(5);
        byte[] before = bytes(record);
        Arrays.fill(value, (byte) 0);
        assertThat(bytes(record)).hasSameSizeAs(before).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FP16", "UINT8", "INT8"})
    void whatStandsForFloatsIsAccepted(String type) throws RefusedSamplesException {
        // Given
        DataType wire = DataType.valueOf("DATA_TYPE_" + type);
        int width = wire == DataType.DATA_TYPE_FP16 ? 2 : 1;
        Tensor.Builder image = TinyModel.image(2).setDataType(wire).setData(zeros(2 * TinyModel.PIXELS * width));
        if (width == 1) {
            image.setQuantization(Quantization.newBuilder().setScale(1));
        }

        // When
        SampleRecord record = reader.read(
                raw(SampleBatch.newBuilder().addTensors(image).build().toByteArray()), Origin.getDefaultInstance());

        // Then
        assertThat(record.inputs().get(0).type()).hasToString(type);
    }

    @Test
    void aRecordWithoutWhatTheStudentReadsIsRefused() {
        // Given
        SampleReader both =
                new SampleReader(TinyModel.ARCHITECTURE.signature(), List.of("image", "edges"), MAX_RECORD_BYTES);
        byte[] value = TinyModel.samples(2, 0).build().toByteArray();

        // Then
        assertThatThrownBy(() -> both.read(raw(value), Origin.getDefaultInstance()))
                .isInstanceOf(RefusedSamplesException.class)
                .hasMessage("no tensor 'edges' for the student's input; the record has [image]");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, -2, -100, Integer.MIN_VALUE})
    void everyNegativeLabelMeansNoLabel(int none) throws RefusedSamplesException {
        // Given
        SampleBatch batch = TinyModel.samples(2, 0).setLabels(1, none).build();

        // When
        SampleRecord record = reader.read(raw(batch.toByteArray()), Origin.getDefaultInstance());

        // Then
        assertThat(record.batch().getLabelsList()).containsExactly(0, none);
        assertThat(record.faults()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void whatCannotBeTaughtIsRefusedWithTheReason(
            String name, byte[] value, SampleRefusal refusal, int samples, String message) {
        // Given
        Record<byte[], byte[]> raw = raw(value);

        // When
        RefusedSamplesException refused = catchThrowableOfType(
                RefusedSamplesException.class, () -> reader.read(raw, Origin.getDefaultInstance()));

        // Then
        assertThat(refused).as(name).hasMessageContaining(message);
        assertThat(refused.refusal()).isEqualTo(refusal);
        assertThat(refused.samples()).isEqualTo(samples);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                refused("no value", (byte[]) null, SampleRefusal.MALFORMED, 0, "the record has no value"),
                refused(
                        "garbage",
                        "\u0000\u0007 no message".getBytes(StandardCharsets.UTF_8),
                        SampleRefusal.MALFORMED,
                        0,
                        "the value is no SampleBatch message: "),
                refused("cut short", cutShort(), SampleRefusal.MALFORMED, 0, "the value is no SampleBatch message: "),
                refused(
                        "end of a group",
                        trailing(),
                        SampleRefusal.MALFORMED,
                        0,
                        "the value is no SampleBatch message: "),
                refused("nothing", new byte[0], SampleRefusal.MALFORMED, 0, "the record has no tensors"),
                refused(
                        "one name twice",
                        TinyModel.samples(1, 0).addTensors(image(1)),
                        SampleRefusal.MALFORMED,
                        0,
                        "two tensors are named 'image'"),
                refused(
                        "no samples",
                        SampleBatch.newBuilder().addTensors(TinyModel.image(0)),
                        SampleRefusal.MALFORMED,
                        0,
                        "tensor 'image' has 0 samples"),
                refused(
                        "samples without elements",
                        SampleBatch.newBuilder()
                                .addTensors(tensor("image", DataType.DATA_TYPE_FP32, 0, 1_000_000_000, 0)),
                        SampleRefusal.MALFORMED,
                        0,
                        "tensor 'image': dimension 1 must be at least 1, but is 0"),
                refused(
                        "more samples than can be counted",
                        SampleBatch.newBuilder().addTensors(tensor("image", DataType.DATA_TYPE_FP32, 0, 1L << 40, 0)),
                        SampleRefusal.MALFORMED,
                        0,
                        "tensor 'image': dimension 1 must be at least 1, but is 0"),
                refused(
                        "unequal sample counts",
                        TinyModel.samples(2, 0).addTensors(tensor("weight", DataType.DATA_TYPE_FP32, 12, 3)),
                        SampleRefusal.MALFORMED,
                        0,
                        "tensor 'image' has 2 samples, but tensor 'weight' has 3"),
                refused(
                        "fewer bytes than declared",
                        SampleBatch.newBuilder().addTensors(TinyModel.image(2).setData(zeros(127))),
                        SampleRefusal.MALFORMED,
                        0,
                        "tensor 'image': FP32 of shape (2, 1, 4, 4) takes 128 bytes, but 127 came"),
                refused(
                        "a shape beyond all numbers",
                        SampleBatch.newBuilder()
                                .addTensors(tensor("image", DataType.DATA_TYPE_FP32, 4, 1L << 40, 1L << 40)),
                        SampleRefusal.MALFORMED,
                        0,
                        "is too large"),
                refused(
                        "a negative dimension",
                        SampleBatch.newBuilder().addTensors(tensor("image", DataType.DATA_TYPE_FP32, 4, 1, -1)),
                        SampleRefusal.MALFORMED,
                        0,
                        "tensor 'image': dimension 1 must be at least 1, but is -1"),
                refused(
                        "no shape",
                        SampleBatch.newBuilder().addTensors(tensor("image", DataType.DATA_TYPE_FP32, 4)),
                        SampleRefusal.MALFORMED,
                        0,
                        "tensor 'image' has no batch dimension"),
                refused(
                        "no name",
                        SampleBatch.newBuilder().addTensors(tensor("", DataType.DATA_TYPE_FP32, 4, 1)),
                        SampleRefusal.MALFORMED,
                        0,
                        "a tensor has no name"),
                refused(
                        "a type of the future",
                        SampleBatch.newBuilder().addTensors(image(1).toBuilder().setDataTypeValue(99)),
                        SampleRefusal.MALFORMED,
                        0,
                        "tensor 'image': unknown data type"),
                refused(
                        "a scale of 0",
                        SampleBatch.newBuilder()
                                .addTensors(tensor("image", DataType.DATA_TYPE_UINT8, 1, 1).toBuilder()
                                        .setQuantization(
                                                Quantization.newBuilder().setScale(0))),
                        SampleRefusal.MALFORMED,
                        0,
                        "quantization scale must be finite and greater than 0, but is 0.0"),
                refused(
                        "too few labels",
                        TinyModel.samples(3, 0).clearLabels().addLabels(1),
                        SampleRefusal.MALFORMED,
                        3,
                        "1 labels for 3 samples"),
                refused(
                        "too many sample ids",
                        TinyModel.samples(1, 0).addSampleIds("another"),
                        SampleRefusal.MALFORMED,
                        1,
                        "2 sample ids for 1 samples"),
                refused(
                        "another input",
                        SampleBatch.newBuilder().addTensors(image(2).toBuilder().setName("picture")),
                        SampleRefusal.MISMATCH,
                        2,
                        "no tensor 'image' for the teacher's input; the record has [picture]"),
                refused(
                        "another shape",
                        SampleBatch.newBuilder().addTensors(tensor("image", DataType.DATA_TYPE_FP32, 64, 1, 16)),
                        SampleRefusal.MISMATCH,
                        1,
                        "tensor 'image': expected shape (1, 1, 4, 4), but it is (1, 16)"),
                refused(
                        "another type",
                        SampleBatch.newBuilder().addTensors(tensor("image", DataType.DATA_TYPE_INT32, 64, 1, 1, 4, 4)),
                        SampleRefusal.MISMATCH,
                        1,
                        "expected FP32, FP16 or quantized UINT8 or INT8, but it is INT32"),
                refused(
                        "more bytes than a record may take",
                        TinyModel.samples(1, 0)
                                .addTensors(tensor("more", DataType.DATA_TYPE_UINT8, 1 << 20, 1, 1 << 20)),
                        SampleRefusal.TOO_LARGE,
                        0,
                        "but a record may take 1048576"));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void numbersThatAreNotFiniteAreFaultsOfTheirSampleInEveryTypeThatHasThem(double number)
            throws RefusedSamplesException {
        for (DataType type : List.of(DataType.DATA_TYPE_FP16, DataType.DATA_TYPE_FP32, DataType.DATA_TYPE_FP64)) {
            // Given
            SampleBatch batch = TinyModel.samples(2, 0)
                    .addTensors(Tensor.newBuilder()
                            .setName("extra")
                            .setDataType(type)
                            .addShape(2)
                            .setData(secondIs(number, type)))
                    .build();

            // When
            SampleRecord record = reader.read(raw(batch.toByteArray()), Origin.getDefaultInstance());

            // Then
            assertThat(record.faults())
                    .as(type.name())
                    .isEqualTo(Map.of(
                            1,
                            new SampleFault(
                                    SampleRefusal.NOT_FINITE, "tensor 'extra': element 1 is not finite", null)));
        }
    }

    @Test
    void aRecordOfWhichNoSampleIsFiniteIsRefusedAsAWhole() {
        // Given
        byte[] ones = new byte[2 * TinyModel.PIXELS * Float.BYTES];
        Arrays.fill(ones, (byte) -1);
        SampleBatch batch = SampleBatch.newBuilder()
                .addTensors(TinyModel.image(2).setData(ByteString.copyFrom(ones)))
                .build();

        // When
        RefusedSamplesException refused = refusal(batch.toByteArray());

        // Then
        assertThat(refused).hasMessage("tensor 'image': element 0 is not finite");
        assertThat(refused.refusal()).isEqualTo(SampleRefusal.NOT_FINITE);
        assertThat(refused.samples()).isEqualTo(2);
    }

    @Test
    void aHugeDeclaredShapeAllocatesNothing() {
        // Given
        byte[] value = SampleBatch.newBuilder()
                .addTensors(tensor("image", DataType.DATA_TYPE_FP64, 8, 1 << 20, 1 << 20))
                .build()
                .toByteArray();
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        refusal(value);

        // When
        long before = threads.getCurrentThreadAllocatedBytes();
        RefusedSamplesException refused = refusal(value);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        // Then
        assertThat(refused).hasMessageContaining("takes 8796093022208 bytes, but 8 came");
        assertThat(allocated).isLessThan(1 << 20);
    }

    private RefusedSamplesException refusal(byte[] value) {
        return catchThrowableOfType(
                RefusedSamplesException.class, () -> reader.read(raw(value), Origin.getDefaultInstance()));
    }

    private static Arguments refused(String name, byte[] value, SampleRefusal refusal, int samples, String message) {
        return Arguments.of(name, value, refusal, samples, message);
    }

    private static Arguments refused(
            String name, SampleBatch.Builder batch, SampleRefusal refusal, int samples, String message) {
        return Arguments.of(name, batch.build().toByteArray(), refusal, samples, message);
    }

    private static byte[] cutShort() {
        byte[] whole = TinyModel.samples(1, 0).build().toByteArray();
        return Arrays.copyOf(whole, whole.length - 1);
    }

    /** A whole message, then the end of a group that never began. */
    private static byte[] trailing() {
        byte[] whole = TinyModel.samples(1, 0).build().toByteArray();
        byte[] longer = Arrays.copyOf(whole, whole.length + 1);
        longer[whole.length] = 0x0c;
        return longer;
    }

    private static Tensor image(int samples) {
        return TinyModel.image(samples)
                .setData(zeros(samples * TinyModel.PIXELS * Float.BYTES))
                .build();
    }

    private static Tensor tensor(String name, DataType type, int bytes, long... shape) {
        Tensor.Builder tensor =
                Tensor.newBuilder().setName(name).setDataType(type).setData(zeros(bytes));
        Arrays.stream(shape).forEach(tensor::addShape);
        return tensor.build();
    }

    private static ByteString secondIs(double number, DataType type) {
        ByteBuffer two = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        switch (type) {
            case DATA_TYPE_FP64 -> two.putDouble(0).putDouble(number);
            case DATA_TYPE_FP32 -> two.putFloat(0).putFloat((float) number);
            default -> two.putShort((short) 0).putShort(half(number));
        }
        return ByteString.copyFrom(two.flip());
    }

    private static short half(double number) {
        if (Double.isNaN(number)) {
            return 0x7e00;
        }
        return number > 0 ? (short) 0x7c00 : (short) 0xfc00;
    }

    private static ByteString zeros(int bytes) {
        return ByteString.copyFrom(new byte[bytes]);
    }

    private static byte[] bytes(SampleRecord record) {
        ByteBuffer data = record.inputs().get(0).data().duplicate();
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        return bytes;
    }

    private static Record<byte[], byte[]> raw(byte[] value) {
        return new Record<>(null, value, 0, new RecordHeaders());
    }
}
