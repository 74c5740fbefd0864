package io.alambic.student.batch;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.checkpoint.RecordsRead;
import io.alambic.core.checkpoint.TaughtBy;
import io.alambic.core.task.Labels;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** Knowledge records whose samples are numbers, so that each can be told from every other. */
public final class Samples {

    /** Partitions of a topic "k". */
    public static final TopicPartition K0 = new TopicPartition("k", 0);

    public static final TopicPartition K1 = new TopicPartition("k", 1);

    private Samples() {}

    /** A record of the samples first, first + 1, ...; the label of each is its number too. */
    public static KnowledgeSamples record(
            TopicPartition partition, long offset, int first, int samples, BitSet heldOut) {
        return record(partition, offset, first, samples, heldOut, TensorType.FP32);
    }

    static KnowledgeSamples record(
            TopicPartition partition, long offset, int first, int samples, BitSet heldOut, TensorType inputType) {
        ByteBuffer inputs = ByteBuffer.allocate(samples * inputType.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer logits = ByteBuffer.allocate(2 * samples * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        List<Integer> labels = new ArrayList<>();
        for (int i = first; i < first + samples; i++) {
            if (inputType == TensorType.FP32) {
                inputs.putFloat(i);
            } else {
                inputs.putInt(i);
            }
            logits.putFloat(i).putFloat(-i);
            labels.add(i);
        }
        return new KnowledgeSamples(
                "teacher@1",
                partition,
                offset,
                read(offset),
                List.of(TaughtBy.alone("teacher", "1")),
                1000 + offset,
                samples,
                List.of(new EncodedTensor("x", inputType, new Shape(samples, 1), inputs.flip(), null)),
                new EncodedTensor("logits", TensorType.FP32, new Shape(samples, 2), logits.flip(), null),
                List.of(),
                Labels.classes(labels),
                heldOut,
                none());
    }

    /** The record at an offset as the lineage proves it; its samples do not count here. */
    static RecordsRead read(long offset) {
        return RecordsRead.of(offset, ByteBuffer.allocate(0));
    }

    static BitSet none() {
        return new BitSet();
    }

    static BitSet rows(int... rows) {
        BitSet set = new BitSet();
        for (int row : rows) {
            set.set(row);
        }
        return set;
    }
}
