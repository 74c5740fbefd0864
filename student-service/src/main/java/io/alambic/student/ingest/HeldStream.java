package io.alambic.student.ingest;

import io.alambic.student.knowledge.ContractMismatchException;
import io.alambic.student.threads.Interval;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a record that does not fit the student from a stream of them. At the first one of a teacher that is not known the
 * stream is held, and the records after it are looked at without being taken:
 *
 * <pre>
 *   READING ── does not fit ──▶ HELD ── another one fits ──▶ READING from where it was held; what does not fit is dead-lettered
 *                                └──── none for a second ──▶ told as paused: no offset moves, nothing is dead-lettered
 * </pre>
 *
 * Used by the ingest thread.
 */
final class HeldStream {

    private static final Logger LOG = LoggerFactory.getLogger(HeldStream.class);
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final IngestListener listener;
    private final Interval sinceHeld;
    private final Map<TopicPartition, Long> from = new HashMap<>();
    private final Map<TopicPartition, Long> seen = new HashMap<>();
    private ContractMismatchException reason;
    private boolean told;
    private TopicPartition fittingPartition;
    private long fittingOffset;

    HeldStream(LongSupplier nanoClock, IngestListener listener) {
        this.listener = listener;
        this.sinceHeld = new Interval(GRACE, nanoClock);
    }

    boolean isHeld() {
        return reason != null;
    }

    /**
     * Holds the stream.
     *
     * @param positions offset of each partition that is to be read next
     */
    void hold(Map<TopicPartition, Long> positions, ContractMismatchException mismatch) {
        reason = mismatch;
        from.clear();
        from.putAll(positions);
        seen.clear();
        told = false;
        sinceHeld.restart();
    }

    /** Records how far was looked ahead, and tells after a while that nothing fits. */
    void sawNoFitting(Map<TopicPartition, OffsetAndMetadata> nextOffsets) {
        nextOffsets.forEach((partition, next) -> seen.put(partition, next.offset()));
        if (!told && sinceHeld.isOver()) {
            told = true;
            LOG.warn(
                    "teacher={} from={} No knowledge fits this student, so that reading pauses; nothing is dead-lettered."
                            + " It goes on once knowledge that fits arrives, or this student is configured for it: {}",
                    reason.teacher(),
                    from,
                    reason.getMessage());
            listener.paused(Optional.of(reason.getMessage()));
        }
    }

    /** Reads on from where the stream was held, because this record fits; returns those offsets. */
    Map<TopicPartition, Long> release(ConsumerRecord<?, ?> fitting) {
        fits(fitting);
        release();
        return Map.copyOf(from);
    }

    /** Reads on. */
    void release() {
        if (told) {
            LOG.info("from={} Reading goes on", from);
            listener.paused(Optional.empty());
        }
        reason = null;
    }

    /** Records that this record, which is still to be taken, fits: those before it that do not are odd ones. */
    void fits(ConsumerRecord<?, ?> fitting) {
        fittingPartition = partition(fitting);
        fittingOffset = fitting.offset();
    }

    /** Returns whether a record that fits is still to be taken. */
    boolean isFittingAhead() {
        return fittingPartition != null;
    }

    /** Records that a record was taken. */
    void taken(ConsumerRecord<?, ?> record) {
        if (partition(record).equals(fittingPartition) && record.offset() >= fittingOffset) {
            fittingPartition = null;
        }
    }

    /** Returns the number of offsets that were looked at and not taken. */
    long lookedAt() {
        return isHeld()
                ? from.entrySet().stream()
                        .mapToLong(entry ->
                                Math.max(0, seen.getOrDefault(entry.getKey(), entry.getValue()) - entry.getValue()))
                        .sum()
                : 0;
    }

    private static TopicPartition partition(ConsumerRecord<?, ?> record) {
        return new TopicPartition(record.topic(), record.partition());
    }
}
