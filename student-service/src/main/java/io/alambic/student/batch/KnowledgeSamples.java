package io.alambic.student.batch;

import io.alambic.core.checkpoint.RecordsRead;
import io.alambic.core.checkpoint.TaughtBy;
import io.alambic.core.tensor.EncodedTensor;
import java.util.BitSet;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/**
 * One valid knowledge record whose tensors are views of the record, not copies. Read by one thread.
 *
 * @param teacher name and version of the teacher
 * @param partition the knowledge partition it came from
 * @param offset its offset there
 * @param read entry of the record in the lineage
 * @param taughtBy whose answers it holds, also in the lineage
 * @param eventTimeMs event time of its samples, in milliseconds since the epoch
 * @param samples N, at least 1
 * @param inputs the student's inputs, [N, ...]
 * @param logits the teacher's answers, [N, ...]
 * @param features the teacher's feature maps that the student learns from, [N, ...]
 * @param labels as the task has them, [N, ...]; null if it has none
 * @param heldOut rows that are evaluated and never trained on
 * @param refused rows that are neither
 */
public record KnowledgeSamples(
        String teacher,
        TopicPartition partition,
        long offset,
        RecordsRead read,
        List<TaughtBy> taughtBy,
        long eventTimeMs,
        int samples,
        List<EncodedTensor> inputs,
        EncodedTensor logits,
        List<EncodedTensor> features,
        EncodedTensor labels,
        BitSet heldOut,
        BitSet refused) {

    /** Returns the number of held-out samples. */
    public int heldOutSamples() {
        return heldOut.cardinality();
    }

    /** Returns the number of training samples. */
    public int trainingSamples() {
        return samples - heldOutSamples() - refused.cardinality();
    }

    /** Returns the rows that are not trained on. */
    BitSet untrained() {
        if (refused.isEmpty()) {
            return heldOut;
        }
        BitSet untrained = (BitSet) heldOut.clone();
        untrained.or(refused);
        return untrained;
    }
}
