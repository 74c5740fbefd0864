package io.alambic.student.ingest;

import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.kafka.AdminTopicInspector;
import io.alambic.student.batch.BatchAssembler;
import io.alambic.student.batch.SlotRing;
import io.alambic.student.knowledge.ContractMismatchException;
import io.alambic.student.knowledge.KnowledgeReader;
import io.alambic.student.knowledge.ReadKnowledge;
import io.alambic.student.knowledge.RefusedKnowledgeException;
import io.alambic.student.knowledge.SingleSample;
import io.alambic.student.threads.Interval;
import io.alambic.v1.Knowledge;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls knowledge, validates it and fills batches, on the thread that owns the consumer. While no batch slot is free it
 * reads nothing, but still polls paused partitions, so that metadata and commits stay alive.
 */
public final class KnowledgeIngest {

    private static final Logger LOG = LoggerFactory.getLogger(KnowledgeIngest.class);
    private static final Duration NO_WAIT = Duration.ZERO;
    private static final long SLOT_WAIT_MS = 50;
    private static final Duration KEEP_ALIVE = Duration.ofMillis(200);
    private static final Duration COMMIT = Duration.ofSeconds(1);
    private static final Duration REFRESH = Duration.ofSeconds(5);
    private static final Duration BROKER_TIMEOUT = Duration.ofSeconds(5);
    private static final long MISSING_TOPIC_RETRY_MS = 500;

    private final Consumer<ByteBuffer, ByteBuffer> consumer;
    private final Partitions partitions;
    private final OffsetCommits commits;
    private final KnowledgeDeadLetters deadLetters;
    private final KnowledgeReader reader;
    private final BatchAssembler assembler;
    private final SlotRing ring;
    private final IngestListener listener;
    private final Duration pollTimeout;
    private final Interval sincePoll;
    private final Interval sinceCommit;
    private final Interval sinceRefresh;

    private volatile boolean stopping;
    private final PolledRecords polled = new PolledRecords();
    private final TrustedTeachers teachers = new TrustedTeachers();
    private final HeldStream held;
    private Map<TopicPartition, OffsetAndMetadata> nextOffsets = Map.of();

    /**
     * Creates an ingest, which {@link #run} starts.
     *
     * @param consumer without a subscription; owned by the thread that runs this, closed by the caller
     * @param admin tells which topic it is; closed by the caller
     * @param producers makes the producer of dead letters, if any
     * @param topics where knowledge comes from and refused records go
     * @param maxRecordBytes largest record that the dead-letters topic takes
     * @param restored where to read on
     * @param learned how far the trainer has come: next offset by "topic-partition"
     * @param pollTimeout longest wait for records, not longer than a batch may linger
     */
    public KnowledgeIngest(
            Consumer<ByteBuffer, ByteBuffer> consumer,
            Admin admin,
            Supplier<Producer<byte[], byte[]>> producers,
            IngestTopics topics,
            int maxRecordBytes,
            Lineage restored,
            Supplier<Map<String, Long>> learned,
            KnowledgeReader reader,
            BatchAssembler assembler,
            SlotRing ring,
            Duration pollTimeout,
            LongSupplier nanoClock,
            IngestListener listener) {
        this.consumer = consumer;
        this.partitions = new Partitions(
                consumer,
                topics.knowledge(),
                new AdminTopicInspector(admin, topics.knowledge(), BROKER_TIMEOUT),
                restored.offsets(),
                restored.topicId());
        this.commits = new OffsetCommits(consumer, learned);
        this.deadLetters = new KnowledgeDeadLetters(producers, topics.deadLetters(), maxRecordBytes);
        this.reader = reader;
        this.assembler = assembler;
        this.ring = ring;
        this.pollTimeout = pollTimeout;
        this.sincePoll = new Interval(KEEP_ALIVE, nanoClock);
        this.sinceCommit = new Interval(COMMIT, nanoClock);
        this.sinceRefresh = new Interval(REFRESH, nanoClock);
        this.listener = listener;
        this.held = new HeldStream(nanoClock, listener);
    }

    /** Reads until stopped. */
    public void run() throws InterruptedException {
        try (deadLetters) {
            readUntilStopped();
        }
    }

    private void readUntilStopped() throws InterruptedException {
        awaitTopic();
        while (!stopping) {
            readOn();
            if (sinceCommit.isOver()) {
                sinceCommit.restart();
                commits.commit();
                listener.lag(partitions.lag() + polled.size() + held.lookedAt());
            }
        }
        commits.commitLast();
    }

    /** Makes {@link #run} return soon. Any thread may call it. */
    public void stop() {
        stopping = true;
    }

    private void awaitTopic() throws InterruptedException {
        boolean exists = refresh();
        while (!exists && !stopping) {
            listener.topicExists(false);
            TimeUnit.MILLISECONDS.sleep(MISSING_TOPIC_RETRY_MS);
            exists = refresh();
        }
        listener.topicExists(exists);
        sinceCommit.restart();
    }

    /** Called only when no polled record waits, because the next records may belong to another topic. */
    private boolean refresh() throws InterruptedException {
        sinceRefresh.restart();
        boolean exists = partitions.refresh();
        assembler.readFrom(partitions.topicId());
        return exists;
    }

    private void readOn() throws InterruptedException {
        boolean placed = assembler.advance();
        while (placed && !polled.isEmpty() && !stopping && take(polled.peek())) {
            held.taken(polled.peek());
            polled.remove();
            placed = assembler.advance();
        }
        if (placed && held.isHeld()) {
            lookAhead();
        } else if (placed && polled.isEmpty()) {
            nextOffsets.forEach((partition, next) -> assembler.moveOn(partition, next.offset()));
            assembler.submitDue();
            partitions.resume();
            if (sinceRefresh.isOver()) {
                refresh();
            }
            poll();
        } else {
            keepAlive();
            ring.awaitFree(SLOT_WAIT_MS);
        }
    }

    /** Looks at what follows the place where the stream is held, and takes nothing. */
    private void lookAhead() throws InterruptedException {
        assembler.submitDue();
        partitions.resume();
        String topic = partitions.topicId();
        if (sinceRefresh.isOver()) {
            refresh();
        }
        poll();
        if (!topic.equals(partitions.topicId())) {
            polled.clear();
            nextOffsets = Map.of();
            assembler.readFrom(partitions.topicId());
            partitions.seekTo(Map.of());
            held.release();
            return;
        }
        Optional<ConsumerRecord<ByteBuffer, ByteBuffer>> fitting = polled.find(reader::fits);
        polled.clear();
        if (fitting.isPresent()) {
            partitions.seekTo(held.release(fitting.get()));
        } else {
            held.sawNoFitting(nextOffsets);
        }
        nextOffsets = Map.of();
    }

    private void keepAlive() {
        if (sincePoll.isOver()) {
            sincePoll.restart();
            partitions.pause();
            consumer.poll(NO_WAIT);
        }
    }

    private void poll() throws InterruptedException {
        sincePoll.restart();
        try {
            pollOrSkip();
        } catch (RetriableException e) {
            LOG.warn("Knowledge could not be read for now: {}", e.getMessage());
        }
    }

    private void pollOrSkip() throws InterruptedException {
        try {
            ConsumerRecords<ByteBuffer, ByteBuffer> records = consumer.poll(pollTimeout);
            polled.fill(records);
            nextOffsets = records.nextOffsets();
        } catch (OffsetOutOfRangeException e) {
            List<Partitions.Jump> jumps = partitions.skipMissing(e);
            nextOffsets = Map.of();
            if (held.isHeld()) {
                return;
            }
            assembler.readFrom(partitions.topicId());
            for (Partitions.Jump jump : jumps) {
                assembler.goOnAt(jump.partition(), jump.to(), jump.missed());
                listener.missed(jump.missed());
            }
        }
    }

    /** Takes a record, or holds the stream at it; returns whether the record is done with. */
    private boolean take(ConsumerRecord<ByteBuffer, ByteBuffer> record) throws InterruptedException {
        try {
            ReadKnowledge read = reader.read(record);
            return deadLetterSamples(record, read) && learn(read);
        } catch (ContractMismatchException e) {
            return isOdd(e) ? deadLetter(record, e) : hold(e);
        } catch (RefusedKnowledgeException e) {
            return deadLetter(record, e);
        }
    }

    private boolean learn(ReadKnowledge read) {
        assembler.begin(read.samples());
        listener.computed(read.places());
        if (read.knowledge().hasAugmentation()) {
            listener.augmented(read.augmented(), read.leftOut());
        }
        if (read.eventTimeBounded()) {
            listener.eventTimeBounded();
        }
        String teacher = read.samples().teacher();
        if (teachers.accepted(teacher)) {
            LOG.info(
                    "teacher={} maps={} Learning from this teacher",
                    teacher,
                    shapes(read.samples().features()));
        }
        return true;
    }

    private static List<String> shapes(List<EncodedTensor> maps) {
        return maps.stream().map(map -> map.name() + map.sampleShape()).toList();
    }

    /** Returns whether a record that does not fit is alone among others that do. */
    private boolean isOdd(ContractMismatchException mismatch) {
        if (teachers.isTrustedAfterMismatch(mismatch.teacher()) || held.isFittingAhead()) {
            return true;
        }
        polled.findLater(reader::fits).ifPresent(held::fits);
        return held.isFittingAhead();
    }

    private boolean hold(ContractMismatchException mismatch) {
        try {
            Map<TopicPartition, Long> next = partitions.positions();
            next.putAll(polled.firstOffsets());
            held.hold(next, mismatch);
            polled.clear();
            nextOffsets = Map.of();
        } catch (RetriableException e) {
            LOG.warn("The stream cannot be held yet: {}", e.getMessage());
        }
        return false;
    }

    private boolean deadLetterSamples(ConsumerRecord<ByteBuffer, ByteBuffer> record, ReadKnowledge read)
            throws InterruptedException {
        read.refused().forEach((sample, refused) -> {
            Knowledge single = SingleSample.of(read.knowledge(), sample);
            if (deadLetters.sendSample(record, single, sample, refused, () -> !stopping)) {
                listener.sampleDeadLettered(refused.refusal());
            }
        });
        return !stopping;
    }

    private boolean deadLetter(ConsumerRecord<ByteBuffer, ByteBuffer> record, RefusedKnowledgeException refused)
            throws InterruptedException {
        if (!deadLetters.send(record, refused, () -> !stopping)) {
            return false;
        }
        listener.deadLettered(refused.refusal(), refused.samples());
        assembler.moveOn(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
        return true;
    }
}
