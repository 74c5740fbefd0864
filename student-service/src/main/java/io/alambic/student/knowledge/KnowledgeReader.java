package io.alambic.student.knowledge;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.alambic.core.checkpoint.RecordsRead;
import io.alambic.core.eventtime.EventTimes;
import io.alambic.student.batch.HoldoutSplit;
import io.alambic.student.batch.KnowledgeSamples;
import io.alambic.v1.Knowledge;
import io.alambic.v1.Origin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
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
    private final InstantSource clock;

    /** Creates a reader for one student. */
    public KnowledgeReader(KnowledgeRules rules, HoldoutSplit split, InstantSource clock) {
        this.rules = rules;
        this.split = split;
        this.clock = clock;
    }

    /**
     * Reads the samples of a record. An augmented sample is never held out, as it is no sample of the stream; nor is it trained on where
     * its original is held out, as that would no longer be unseen.
     *
     * @throws ContractMismatchException if its teacher and the student disagree
     * @throws RefusedKnowledgeException if the record cannot be learned from
     */
    public ReadKnowledge read(ConsumerRecord<?, ByteBuffer> record) throws RefusedKnowledgeException {
        Knowledge knowledge = parse(record.value());
        CheckedTensors tensors = rules.check(knowledge);
        int samples = tensors.samples();
        long eventTimeMs = eventTimeMs(knowledge, samples, record.timestamp());
        long latestMs = EventTimes.latest(record.timestamp(), clock.millis());
        BitSet refused = (BitSet) tensors.refused().indexes().clone();
        BitSet heldOut = heldOut(knowledge, samples);
        heldOut.andNot(refused);
        int leftOut = 0;
        if (knowledge.hasAugmentation()) {
            leftOut = heldOut.cardinality();
            refused.or(heldOut);
            heldOut.clear();
        }
        rules.accepted(tensors);
        KnowledgeSamples read = new KnowledgeSamples(
                KnowledgeRules.teacher(knowledge),
                new TopicPartition(record.topic(), record.partition()),
                record.offset(),
                RecordsRead.of(record.offset(), record.value()),
                Teachers.of(knowledge),
                Math.min(eventTimeMs, latestMs),
                samples,
                tensors.inputs(),
                tensors.logits(),
                tensors.features(),
                tensors.labels(),
                heldOut,
                refused);
        return new ReadKnowledge(
                knowledge,
                read,
                tensors.refused(),
                leftOut,
                eventTimeMs > latestMs,
                rules.places(tensors, samples - refused.cardinality()));
    }

    /** Returns whether the teacher of a record and the student agree, and the record can be learned from. */
    public boolean fits(ConsumerRecord<?, ByteBuffer> record) {
        try {
            rules.check(parse(record.value()));
            return true;
        } catch (RefusedKnowledgeException e) {
            return false;
        }
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
                    : split.holdsOut(origin.getTopic(), origin.getPartition(), origin.getOffset(), index(knowledge, i));
            heldOut.set(i, held);
        }
        return heldOut;
    }

    /** Returns the index that a sample had in its sample record, of which knowledge may lack some. */
    static int index(Knowledge knowledge, int sample) {
        return knowledge.getSampleIndexesCount() == 0 ? sample : knowledge.getSampleIndexes(sample);
    }
}
