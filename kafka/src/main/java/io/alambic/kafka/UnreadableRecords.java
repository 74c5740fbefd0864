package io.alambic.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds records that end a process which reads them, such as one that zstd shrank from 600 MB to a few bytes. A fetch does not
 * say how large its records are.
 *
 * <p>Each start notes in Kafka where it reads on. Where {@value #STARTS_IN_VAIN} starts in a row read on from one offset,
 * although there are records, the next start first reads these records one by one and does nothing with them. It notes the
 * offset before it reads the record, so that a record is found even if it ends the process, twice. A reader that keeps its
 * offsets elsewhere may have committed later ones: the records before these could be read. An offset that was found is noted as
 * unreadable, for every later start. Notes are the metadata of offsets of a separate group. Used by one thread; the owner
 * closes the client.
 */
public final class UnreadableRecords {

    /** Starts that read on from one offset before the records there are read one by one. */
    public static final int STARTS_IN_VAIN = 3;

    /** A process can end for other reasons while it reads a record, but not twice. */
    private static final int READINGS_IN_VAIN = 2;

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final int MOST_POLLS_IN_VAIN = 10;
    private static final int MOST_RECORDS = 1000;
    private static final long MOST_BYTES = 256L << 20;

    /** As many offsets as the metadata of an offset holds. */
    private static final int MOST_UNREADABLE = 150;

    private final Admin admin;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final String group;
    private final String noteGroup;
    private final int maxRecordBytes;
    private final Listener listener;

    /** Receives what is found. */
    public interface Listener {

        /** Records at these places are read one by one from here on. */
        void reading(TopicPartition partition, long offset, int starts);

        /**
         * A record cannot be read. It is skipped after this returns, and met again if this throws.
         *
         * @param reason what reading it led to
         */
        void unreadable(TopicPartition partition, long offset, String reason);
    }

    /**
     * Looks at the records of a consumer group.
     *
     * @param consumers creates a consumer without a group that returns one record a poll
     * @param maxRecordBytes a larger record that is read where starts are in vain counts as unreadable too: it may fit into
     *     memory alone, and not beside others
     */
    public UnreadableRecords(
            Admin admin,
            Supplier<Consumer<byte[], byte[]>> consumers,
            String group,
            int maxRecordBytes,
            Listener listener) {
        this.admin = admin;
        this.consumers = consumers;
        this.group = group;
        this.maxRecordBytes = maxRecordBytes;
        this.noteGroup = group + "-starts";
        this.listener = listener;
    }

    /**
     * Notes a start of a reader of a topic, and returns the offsets that it must skip; none for most partitions.
     *
     * @param restored offsets where it reads on, by "topic-partition"; the committed ones for others
     * @throws KafkaException if the brokers do not answer, or refuse
     */
    public Map<TopicPartition, NavigableSet<Long>> noteStart(
            String topic, TopicState.Present state, Map<String, Long> restored) throws InterruptedException {
        List<TopicPartition> partitions = IntStream.range(0, state.partitions())
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        Map<TopicPartition, OffsetAndMetadata> committed = offsets(group);
        Map<TopicPartition, OffsetAndMetadata> noted = offsets(noteGroup);
        Map<TopicPartition, Long> begins = offsets(partitions, OffsetSpec.earliest());
        Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
        Map<TopicPartition, StartNote> notes = new HashMap<>();
        for (TopicPartition partition : partitions) {
            long next = restored.getOrDefault(
                    partition.toString(), offset(committed, partition).orElse(begins.get(partition)));
            OffsetAndMetadata note = noted.get(partition);
            StartNote before =
                    StartNote.parse(note == null ? "" : note.metadata()).orElse(new StartNote(state.id(), next));
            notes.put(partition, before.startingAt(state.id(), next));
        }
        write(notes);
        Map<TopicPartition, NavigableSet<Long>> unreadable = new HashMap<>();
        for (TopicPartition partition : partitions) {
            StartNote note = notes.get(partition);
            if (note.readings() >= READINGS_IN_VAIN) {
                note = found(partition, note, note.reading(), "the process ended whenever it read the record");
            }
            if (note.starts() > STARTS_IN_VAIN && ends.get(partition) > note.next()) {
                long readable = offset(committed, partition).orElse(note.next());
                note = read(partition, note, Math.max(readable, note.next()), ends.get(partition));
            }
            if (!note.unreadable().isEmpty()) {
                unreadable.put(partition, note.unreadable());
            }
        }
        return unreadable;
    }

    /** Reads records one by one, from where the start before was ended by one, if it was. */
    private StartNote read(TopicPartition partition, StartNote start, long begin, long end)
            throws InterruptedException {
        listener.reading(partition, begin, start.starts());
        StartNote note = start;
        long position = Math.max(begin, start.reading());
        Progress progress = new Progress();
        while (position < end && progress.isBelowLimits()) {
            try (Consumer<byte[], byte[]> consumer = consumers.get()) {
                consumer.assign(Set.of(partition));
                consumer.seek(partition, position);
                while (position < end && progress.isBelowLimits()) {
                    if (note.unreadable().contains(position)) {
                        consumer.seek(partition, position + 1);
                    } else {
                        note = note.readingAt(position);
                        write(Map.of(partition, note));
                        for (ConsumerRecord<byte[], byte[]> record : progress.add(consumer.poll(POLL))) {
                            long bytes = DeadLetterWriter.recordBytes(record.key(), record.value(), record.headers());
                            if (bytes > maxRecordBytes) {
                                note = found(partition, note, record.offset(), "it takes %d bytes".formatted(bytes));
                            }
                        }
                    }
                    position = consumer.position(partition, TIMEOUT);
                }
            } catch (VirtualMachineError e) {
                note = found(partition, note, position, e.toString());
            } catch (KafkaException e) {
                if (!isOfRecord(e)) {
                    throw e;
                }
                note = found(partition, note, position, e.toString());
            }
        }
        note = note.read();
        write(Map.of(partition, note));
        return note;
    }

    /** Kafka's client does not read on behind a record that is corrupt. */
    private static boolean isOfRecord(KafkaException error) {
        return String.valueOf(error.getMessage()).contains("seek past the record");
    }

    private StartNote found(TopicPartition partition, StartNote note, long offset, String reason)
            throws InterruptedException {
        if (note.unreadable().size() >= MOST_UNREADABLE) {
            throw new KafkaException("more than %d records of %s cannot be read".formatted(MOST_UNREADABLE, partition));
        }
        listener.unreadable(partition, offset, reason);
        StartNote found = note.withUnreadable(offset);
        write(Map.of(partition, found));
        return found;
    }

    private void write(Map<TopicPartition, StartNote> notes) throws InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        notes.forEach((partition, note) -> offsets.put(partition, new OffsetAndMetadata(note.next(), note.toString())));
        KafkaFutures.get(admin.alterConsumerGroupOffsets(noteGroup, offsets).all(), TIMEOUT);
    }

    private static Optional<Long> offset(Map<TopicPartition, OffsetAndMetadata> offsets, TopicPartition partition) {
        return Optional.ofNullable(offsets.get(partition)).map(OffsetAndMetadata::offset);
    }

    private Map<TopicPartition, OffsetAndMetadata> offsets(String of) throws InterruptedException {
        return KafkaFutures.get(admin.listConsumerGroupOffsets(of).partitionsToOffsetAndMetadata(), TIMEOUT);
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec spec)
            throws InterruptedException {
        Map<TopicPartition, OffsetSpec> specs = new HashMap<>();
        partitions.forEach(partition -> specs.put(partition, spec));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        KafkaFutures.get(admin.listOffsets(specs).all(), TIMEOUT)
                .forEach((partition, offset) -> offsets.put(partition, offset.offset()));
        return offsets;
    }

    /** How much was read already. */
    private static final class Progress {

        private int records;
        private long bytes;
        private int pollsInVain;

        private ConsumerRecords<byte[], byte[]> add(ConsumerRecords<byte[], byte[]> polled) {
            pollsInVain = polled.isEmpty() ? pollsInVain + 1 : 0;
            for (ConsumerRecord<byte[], byte[]> record : polled) {
                records++;
                bytes += Math.max(0, record.serializedValueSize());
            }
            return polled;
        }

        private boolean isBelowLimits() {
            return records < MOST_RECORDS && bytes < MOST_BYTES && pollsInVain < MOST_POLLS_IN_VAIN;
        }
    }
}
