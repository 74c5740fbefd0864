package io.alambic.teacher.topology;

import io.alambic.core.tensor.EncodedTensor;
import io.alambic.kafka.RecordOrigin;
import io.alambic.v1.Origin;
import io.alambic.v1.SampleBatch;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;

/**
 * A valid record of the samples topic.
 *
 * @param raw the unchanged record
 * @param origin topic, partition and offset at which it was produced first
 * @param batch its samples; the tensors share memory with the raw value
 * @param inputs the tensors that the teacher reads, in the order of its inputs
 * @param sizes of its open dimensions by letter
 * @param samples N, at least 1
 * @param faults samples that cannot be taught, by index; fewer than N
 */
record SampleRecord(
        Record<byte[], byte[]> raw,
        Origin origin,
        SampleBatch batch,
        List<EncodedTensor> inputs,
        Map<String, Integer> sizes,
        int samples,
        Map<Integer, SampleFault> faults) {

    Headers headers() {
        return raw.headers();
    }

    /** Returns the index of the record's only sample where it was one of several when it was produced; it is a replayed dead letter then. */
    OptionalInt replayedSample() {
        return RecordOrigin.of(headers()).map(RecordOrigin::sample).orElse(OptionalInt.empty());
    }

    /** Returns the index that a sample had in the record with which it was produced. */
    int index(int sample) {
        return replayedSample().orElse(sample);
    }

    /** Returns the bytes of the value. */
    long bytes() {
        return raw.value().length;
    }

    /** Returns whether both fit into one batch. */
    boolean sameEncoding(SampleRecord other) {
        for (int i = 0; i < inputs.size(); i++) {
            if (!inputs.get(i).sameEncoding(other.inputs.get(i))) {
                return false;
            }
        }
        return true;
    }
}
