package io.alambic.student.ingest;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.alambic.core.checkpoint.RecordsRead;
import io.alambic.core.time.EventTimes;
import io.alambic.student.batch.HoldoutSplit;
import io.alambic.student.batch.KnowledgeSamples;
import io.alambic.v1.Knowledge;
import io.alambic.v1.Origin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Parses and validates knowledge records without copying: the tensors of the result are views of the record's buffer.
 * Used by one thread.
 */
public final class KnowledgeReader {

    private final KnowledgeRules rules;
    private final HoldoutSplit split;

    /** Creates a reader for one student. */
    public KnowledgeReader(KnowledgeRules rules, HoldoutSplit split) {
        this.rules = rules;
        this.split = split;
    }

    /**
     * Reads the samples of a record.
     *
     * @throws RefusedKnowledgeException if the record cannot be learned from
     */
    public KnowledgeSamples read(ConsumerRecord<?, ByteBuffer> record) throws RefusedKnowledgeException {
        Knowledge knowledge = parse(record.value());
        CheckedTensors tensors = rules.check(knowledge);
        int samples = tensors.samples();
        return new KnowledgeSamples(
                new TopicPartition(record.topic(), record.partition()),
                record.offset(),
                RecordsRead.of(record.offset(), record.value()),
                eventTimeMs(knowledge, samples, record.timestamp()),
                samples,
                tensors.inputs(),
                tensors.logits(),
                tensors.features(),
                knowledge.getLabelsList(),
                heldOut(knowledge, samples));
    }

    private static Knowledge parse(ByteBuffer value) throws RefusedKnowledgeException {
        if (value == null) {
            throw new RefusedKnowledgeException(Refusal.MALFORMED, 0, "the record has no value", null);
        }
        try {
            CodedInputStream input = UnsafeByteOperations.unsafeWrap(value).newCodedInput();
            input.enableAliasing(true);
            Knowledge knowledge = Knowledge.parseFrom(input);
            input.checkLastTagWas(0);
            return knowledge;
        } catch (InvalidProtocolBufferException e) {
            throw new RefusedKnowledgeException(
                    Refusal.MALFORMED, 0, "the value is no Knowledge message: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new RefusedKnowledgeException(Refusal.MALFORMED, 0, "the value cannot be read: " + e.getMessage(), e);
        }
    }

    private static long eventTimeMs(Knowledge knowledge, int samples, long recordTimestamp)
            throws RefusedKnowledgeException {
        if (!knowledge.hasEventTime()) {
            return recordTimestamp;
        }
        try {
            return EventTimes.millis(knowledge.getEventTime());
        } catch (IllegalArgumentException e) {
            throw new RefusedKnowledgeException(Refusal.MALFORMED, samples, e.getMessage(), e);
        }
    }

    private BitSet heldOut(Knowledge knowledge, int samples) {
        BitSet heldOut = new BitSet(samples);
        Origin origin = knowledge.getOrigin();
        for (int i = 0; i < samples; i++) {
            boolean held = knowledge.getSampleIdsCount() > 0
                    ? split.holdsOut(knowledge.getSampleIds(i))
                    : split.holdsOut(origin.getTopic(), origin.getPartition(), origin.getOffset(), i);
            heldOut.set(i, held);
        }
        return heldOut;
    }
}
