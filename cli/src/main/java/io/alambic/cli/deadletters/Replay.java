package io.alambic.cli.deadletters;

import io.alambic.cli.UserError;
import io.alambic.kafka.DeadLetter;
import io.alambic.kafka.RecordLimits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Produces the records of chosen letters again, to the topics that they came from. One transaction holds some records and, as offsets
 * of a consumer group, which letters they are of: a replay that is killed leaves none done by half, and the next one goes on where it
 * ended. Used by one thread, once.
 */
final class Replay {

    private final Map<String, Object> connection;
    private final String group;
    private final Predicate<StoredLetter> chosen;
    private final LongConsumer progress;
    private final LetterReader reader;
    private final Map<TopicPartition, ReplayedLetters> done = new HashMap<>();
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Map<String, Integer> partitionCounts = new HashMap<>();

    /**
     * Creates a replay.
     *
     * @param connection settings of a client
     * @param reader of the letters, which the caller closes; its group is the same
     * @param group that notes what was replayed
     * @param progress told how many offsets are left
     */
    Replay(
            Map<String, Object> connection,
            LetterReader reader,
            String group,
            Predicate<StoredLetter> chosen,
            LongConsumer progress) {
        this.connection = connection;
        this.reader = reader;
        this.group = group;
        this.chosen = chosen;
        this.progress = progress;
    }

    /** Returns what a replay would do. */
    ReplayCounts rehearse() {
        begin();
        Counter counter = new Counter();
        reader.readBatches(batch -> {
            batch.forEach(record -> read(record).ifPresent(counter::note));
            progress.accept(reader.left());
        });
        return counter.counts();
    }

    /**
     * Replays the letters.
     *
     * @throws UserError if it cannot go on; what was replayed until then is, and is noted
     */
    ReplayCounts run() {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.initTransactions();
            begin();
            Counter counter = new Counter();
            reader.readBatches(batch -> {
                replay(batch, producer, counter);
                progress.accept(reader.left());
            });
            return counter.counts();
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw new UserError("Another replay of the group '%s' has begun, so this one ended.".formatted(group), e);
        } catch (KafkaException e) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            throw new UserError("The letters could not be replayed: %s.".formatted(reason.getMessage()), e);
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> settings = new HashMap<>(RecordLimits.LARGEST.producer());
        settings.putAll(connection);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, group);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void begin() {
        Map<TopicPartition, OffsetAndMetadata> committed = reader.committed();
        committed.forEach((partition, offset) -> {
            if (offset.offset() > reader.end(partition)) {
                throw new UserError(
                        ("The offset %d of the group '%s' lies beyond the end %d of %s: it is of an earlier topic of"
                                        + " that name; name another group with --group.")
                                .formatted(offset.offset(), group, reader.end(partition), partition));
            }
        });
        reader.beginnings().forEach((partition, beginning) -> {
            ReplayedLetters letters = committed.containsKey(partition)
                    ? replayed(committed.get(partition), beginning)
                    : new ReplayedLetters(beginning);
            done.put(partition, letters);
            positions.put(partition, letters.next());
        });
        reader.seek(positions);
    }

    private ReplayedLetters replayed(OffsetAndMetadata committed, long beginning) {
        try {
            return ReplayedLetters.of(committed, beginning);
        } catch (IllegalArgumentException e) {
            throw new UserError(
                    "The offsets of the group '%s' are not those of a replay (%s); name another with --group."
                            .formatted(group, e.getMessage()),
                    e);
        }
    }

    private void replay(
            List<ConsumerRecord<byte[], byte[]>> batch, KafkaProducer<byte[], byte[]> producer, Counter counter) {
        if (batch.isEmpty()) {
            return;
        }
        Counter inBatch = new Counter();
        producer.beginTransaction();
        try {
            for (ConsumerRecord<byte[], byte[]> record : batch) {
                read(record).ifPresent(letter -> {
                    inBatch.note(letter);
                    if (letter.holdsRecord()) {
                        Future<?> unused = producer.send(record(letter));
                    }
                });
            }
            producer.sendOffsetsToTransaction(offsets(), new ConsumerGroupMetadata(group));
        } catch (UserError e) {
            producer.abortTransaction();
            throw e;
        }
        producer.commitTransaction();
        counter.add(inBatch);
    }

    /** Returns the letter in a record if it is chosen and no replay has dealt with it; it counts as dealt with from now on. */
    private Optional<StoredLetter> read(ConsumerRecord<byte[], byte[]> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        long position = positions.put(partition, record.offset() + 1);
        if (done.get(partition).contains(record.offset())) {
            return Optional.empty();
        }
        Optional<StoredLetter> letter = StoredLetter.of(record);
        if (letter.isPresent() && !chosen.test(letter.get())) {
            return Optional.empty();
        }
        done.get(partition).add(position, record.offset() + 1);
        return letter;
    }

    private Map<TopicPartition, OffsetAndMetadata> offsets() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        done.forEach((partition, letters) -> {
            if (!letters.fits()) {
                throw new UserError(
                        ("The letters replayed since %d:%d are too scattered to be noted; the others among them"
                                        + " must be replayed first, with fewer conditions.")
                                .formatted(partition.partition(), letters.next()));
            }
            offsets.put(partition, letters.commit());
        });
        return offsets;
    }

    private ProducerRecord<byte[], byte[]> record(StoredLetter letter) {
        DeadLetter facts = letter.letter();
        int partitions = partitionCounts.computeIfAbsent(facts.topic(), topic -> reader.partitionCount(topic)
                .orElseThrow(() -> new UserError("Letter %s came from topic '%s', which is not on this cluster."
                        .formatted(letter.place(), topic))));
        ConsumerRecord<byte[], byte[]> stored = letter.record();
        return new ProducerRecord<>(
                facts.topic(),
                facts.partition() < partitions ? facts.partition() : null,
                letter.timestamp(),
                stored.key(),
                stored.value(),
                DeadLetter.replayed(stored.headers(), letter.place()));
    }

    private static final class Counter {

        private long replayed;
        private long withoutRecord;

        void note(StoredLetter letter) {
            if (letter.holdsRecord()) {
                replayed++;
            } else {
                withoutRecord++;
            }
        }

        void add(Counter other) {
            replayed += other.replayed;
            withoutRecord += other.withoutRecord;
        }

        ReplayCounts counts() {
            return new ReplayCounts(replayed, withoutRecord);
        }
    }
}
