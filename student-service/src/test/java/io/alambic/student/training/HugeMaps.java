package io.alambic.student.training;

import io.alambic.core.tensor.EncodedTensor;
import io.alambic.student.batch.KnowledgeSamples;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Feature maps of finite numbers whose squares are not. Ingest refuses them, so they take the place of what it has read. */
final class HugeMaps {

    private HugeMaps() {}

    /** Returns the same samples with such a map in the place of their only one. */
    static KnowledgeSamples in(KnowledgeSamples read) {
        EncodedTensor map = read.features().get(0);
        ByteBuffer huge = ByteBuffer.allocate(map.data().remaining()).order(ByteOrder.LITTLE_ENDIAN);
        while (huge.hasRemaining()) {
            huge.putFloat(Float.MAX_VALUE);
        }
        EncodedTensor spoiled = new EncodedTensor(map.name(), map.type(), map.shape(), huge.flip(), null);
        return new KnowledgeSamples(
                read.teacher(),
                read.partition(),
                read.offset(),
                read.read(),
                read.taughtBy(),
                read.eventTimeMs(),
                read.samples(),
                read.inputs(),
                read.logits(),
                List.of(spoiled),
                read.labels(),
                read.heldOut(),
                read.refused());
    }
}
