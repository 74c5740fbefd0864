package io.alambic.teacher.topology;

import io.alambic.core.tensor.EncodedTensor;
import io.alambic.v1.Origin;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;

/**
 * A valid record of the samples topic, or one without samples.
 *
 * @param raw the unchanged record
 * @param origin topic, partition and offset at which it was produced first
 * @param batch its samples; the tensors share memory with the raw value, unless it was mapped
 * @param inputs the tensors that the teacher reads, in the order of its inputs
 * @param sizes of its open dimensions by letter
 * @param samples N; 0 if the filter of a mapping left out all, or there were none
 * @param filtered how many a filter left out
 * @param faults samples that cannot be taught, by row; fewer than N, or none
 * @param places of its samples in the record with which they were produced; empty if they are 0 to N-1. Not to be changed
 */
record SampleRecord(
        Record<byte[], byte[]> raw,
        Origin origin,
        SampleBatch batch,
        List<EncodedTensor> inputs,
        Map<String, Integer> sizes,
        int samples,
        int filtered,
        Map<Integer, SampleFault> faults,
        BitSet places) {

    /** A record that holds nothing to be taught. */
    static SampleRecord empty(Record<byte[], byte[]> raw, Origin origin, int filtered) {
        return new SampleRecord(
                raw,
                origin,
                SampleBatch.getDefaultInstance(),
                List.of(),
                Map.of(),
                0,
                filtered,
                Map.of(),
                new BitSet());
    }

    /** Returns whether it holds nothing to be taught. */
    boolean isEmpty() {
        return samples == 0;
    }

    Headers headers() {
        return raw.headers();
    }

    /** Returns whether some samples of the record with which these were produced are not among them. */
    boolean isPart() {
        return !places.isEmpty();
    }

    /** Returns the index that each sample had in the record with which it was produced, [N]. */
    int[] indexes() {
        return isPart()
                ? places.stream().toArray()
                : IntStream.range(0, samples).toArray();
    }

    /** Returns the bytes of the value, or of the tensors that were made of it if these are more. */
    long bytes() {
        long bytes = 0;
        for (Tensor tensor : batch.getTensorsList()) {
            bytes += tensor.getData().size();
        }
        return Math.max(raw.value().length, bytes);
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
