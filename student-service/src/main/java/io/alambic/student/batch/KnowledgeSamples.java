package io.alambic.student.batch;

import io.alambic.core.checkpoint.RecordsRead;
import io.alambic.core.tensor.EncodedTensor;
import java.util.BitSet;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/**
 * One valid knowledge record, not yet copied: its tensors are views of the record. To be read by one
 * thread and not changed.
 *
 * @param partition the knowledge partition it came from
 * @param offset its offset there
 * @param read the record as the lineage proves it
 * @param eventTimeMs when its samples came to be, milliseconds since the epoch
 * @param samples N, at least 1
 * @param inputs the student's inputs, [N, ...]
 * @param logits the teacher's logits, [N, classes]
 * @param features the teacher's feature maps that the student is held to, [N, ...]
 * @param labels class of each sample, -1 where it has none; empty where no sample has one
 * @param heldOut rows that are evaluated and never trained on
 */
public record KnowledgeSamples(
        TopicPartition partition,
        long offset,
        RecordsRead read,
        long eventTimeMs,
        int samples,
        List<EncodedTensor> inputs,
        EncodedTensor logits,
        List<EncodedTensor> features,
        List<Integer> labels,
        BitSet heldOut) {

    private static final int UNLABELLED = -1;

    /** Class of a sample; -1 where it has none. */
    public int label(int row) {
        return labels.isEmpty() ? UNLABELLED : labels.get(row);
    }

    /** Number of samples that are held out. */
    public int heldOutSamples() {
        return heldOut.cardinality();
    }

    /** Number of samples to train on. */
    public int trainingSamples() {
        return samples - heldOutSamples();
    }
}
