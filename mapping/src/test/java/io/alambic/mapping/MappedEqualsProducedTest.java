package io.alambic.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.alambic.core.tensor.TensorType;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A mapped record is, bit for bit, the batch that a producer makes of the same values. */
class MappedEqualsProducedTest {

    /**
     * A sample.
     *
     * @param features finite
     * @param whole any number
     * @param precise finite
     */
    record Sample(List<Float> features, long whole, double precise, int label) {

        String json() {
            return "{\"features\": %s, \"whole\": %d, \"precise\": %s, \"label\": %d, \"id\": \"%d/%d\"}"
                    .formatted(features, whole, precise, label, whole, label);
        }
    }

    private final RecordMapping mapping = new Mapped()
            .tensor("features", TensorType.FP32, "2x2", "features")
            .tensor("whole", TensorType.INT64, "", "whole")
            .tensor("precise", TensorType.FP64, "", "precise")
            .samples("[*]")
            .id("id")
            .label(TensorType.INT32, null, "label")
            .mapping();

    @Property(tries = 300)
    void aMappedRecordHasTheBitsOfItsTwin(@ForAll("samples") List<Sample> samples) throws RefusedRecordException {
        // Given
        String json = samples.stream().map(Sample::json).collect(Collectors.joining(", ", "[", "]"));

        // When
        MappedSamples mapped = mapping.map(SourceRecord.of(json.getBytes(StandardCharsets.UTF_8), 0));

        // Then
        assertThat(mapped.batch()).isEqualTo(produced(samples));
    }

    private static SampleBatch produced(List<Sample> samples) {
        ByteBuffer features = buffer(samples.size() * 4 * Float.BYTES);
        ByteBuffer whole = buffer(samples.size() * Long.BYTES);
        ByteBuffer precise = buffer(samples.size() * Double.BYTES);
        SampleBatch.Builder batch = SampleBatch.newBuilder();
        for (Sample sample : samples) {
            sample.features().forEach(features::putFloat);
            whole.putLong(sample.whole());
            precise.putDouble(sample.precise());
            batch.addLabels(sample.label()).addSampleIds(sample.whole() + "/" + sample.label());
        }
        return batch.addTensors(tensor("features", TensorType.FP32, features, samples.size(), 2, 2))
                .addTensors(tensor("whole", TensorType.INT64, whole, samples.size()))
                .addTensors(tensor("precise", TensorType.FP64, precise, samples.size()))
                .build();
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Tensor tensor(String name, TensorType type, ByteBuffer data, long... shape) {
        Tensor.Builder tensor = Tensor.newBuilder().setName(name).setDataType(type.wire());
        for (long size : shape) {
            tensor.addShape(size);
        }
        return tensor.setData(ByteString.copyFrom(data.flip())).build();
    }

    @Provide
    Arbitrary<List<Sample>> samples() {
        Arbitrary<List<Float>> features = Arbitraries.integers()
                .map(Float::intBitsToFloat)
                .filter(number -> Float.isFinite(number))
                .list()
                .ofSize(4);
        Arbitrary<Double> precise =
                Arbitraries.longs().map(Double::longBitsToDouble).filter(number -> Double.isFinite(number));
        return Combinators.combine(
                        features,
                        Arbitraries.longs(),
                        precise,
                        Arbitraries.integers().between(-1, 9))
                .as(Sample::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }
}
