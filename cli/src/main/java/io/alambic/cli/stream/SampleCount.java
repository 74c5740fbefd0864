package io.alambic.cli.stream;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alambic.v1.Knowledge;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.util.List;

/** Counts the samples in a record's value. */
final class SampleCount {

    private SampleCount() {}

    /** Returns the number of samples in a record of the samples topic; 1 if the record is unreadable. */
    static int ofSamples(byte[] value) {
        try {
            return value == null
                    ? 1
                    : Math.max(1, first(SampleBatch.parseFrom(value).getTensorsList()));
        } catch (InvalidProtocolBufferException e) {
            return 1;
        }
    }

    /** Returns the number of samples in a knowledge record. */
    static int ofKnowledge(Knowledge knowledge) {
        return first(knowledge.getInputsList());
    }

    private static int first(List<Tensor> tensors) {
        if (tensors.isEmpty() || tensors.get(0).getShapeCount() == 0) {
            return 0;
        }
        long samples = tensors.get(0).getShape(0);
        return samples > 0 && samples <= Integer.MAX_VALUE ? (int) samples : 0;
    }
}
