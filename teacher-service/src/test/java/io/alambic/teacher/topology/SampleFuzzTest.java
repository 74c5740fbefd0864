package io.alambic.teacher.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.alambic.teacher.TinyModel;
import io.alambic.testing.Memory;
import io.alambic.v1.Origin;
import io.alambic.v1.SampleBatch;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes a sample record holds, it is read or refused with a reason, in memory that they account for. */
class SampleFuzzTest {

    private final SampleReader reader = new SampleReader(TinyModel.ARCHITECTURE.signature(), List.of(), 1 << 20);

    static Stream<byte[]> values() {
        SampleBatch whole = TinyModel.samples(2, 0).build();
        return Stream.of(
                        whole,
                        whole.toBuilder().clearSampleIds().clearLabels().build(),
                        whole.toBuilder().addTensors(whole.getTensors(0)).build(),
                        whole.toBuilder().setLabels(0, -2).build(),
                        whole.toBuilder()
                                .setTensors(0, whole.getTensors(0).toBuilder().setShape(0, 2_684_354_560L))
                                .build())
                .map(SampleBatch::toByteArray);
    }

    @MethodSource("values")
    @FuzzTest
    void everyRecordIsReadOrRefused(byte[] value) {
        Memory.requireInProportion(value, () -> {
            try {
                SampleRecord record =
                        reader.read(new Record<>(null, value, 0, new RecordHeaders()), Origin.getDefaultInstance());
                assertThat(record.inputs()).allMatch(tensor -> tensor.samples() == record.samples());
            } catch (RefusedSamplesException e) {
                assertThat(e.refusal()).isNotNull();
                assertThat(e).message().isNotBlank();
            }
        });
    }
}
