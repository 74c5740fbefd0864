package io.alambic.chaos;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alambic.chaos.cluster.SampleId;
import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.checkpoint.RecordsRead;
import io.alambic.kafka.DeadLetter;
import io.alambic.kafka.RecordLimits;
import io.alambic.kafka.TopicNames;
import io.alambic.v1.Knowledge;
import io.alambic.v1.Origin;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the committed records of all topics from their beginning. Counts how often each sample was taught and
 * each record answered or dead-lettered, and computes what a student's lineage must match. Not thread safe;
 * owns its consumer.
 */
final class Audit implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicNames topics;
    private final Map<String, Integer> taught = new HashMap<>();
    private final Map<Fated, Integer> fates = new HashMap<>();
    private final Map<String, Long> knowledgeEnds = new TreeMap<>();
    private final Map<TopicPartition, SortedMap<Long, RecordsRead>> knowledge = new HashMap<>();
    private long knowledgeSamples;
    private long deadLetters;
    private long altered;

    /**
     * What meets one fate.
     *
     * @param record its place
     * @param sample index of the sample that was dead-lettered by itself
     * @param teacher which of several dead-lettered it; empty for all others
     */
    private record Fated(Origin record, OptionalInt sample, String teacher) {

        static Fated whole(Origin record) {
            return new Fated(record, OptionalInt.empty(), "");
        }
    }

    Audit(String bootstrapServers, TopicNames topics) {
        Map<String, Object> settings = new HashMap<>(RecordLimits.consumer());
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.topics = topics;
        List<TopicPartition> partitions = Stream.of(topics.knowledge(), topics.deadLetters())
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Reads all records written so far. */
    void read() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(POLL).forEach(this::enter);
        }
    }

    private void enter(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(topics.knowledge())) {
            Knowledge answer = parse(record.value());
            answer.getSampleIdsList().forEach(id -> taught.merge(id, 1, Integer::sum));
            fates.merge(Fated.whole(answer.getOrigin()), 1, Integer::sum);
            knowledgeSamples += answer.getSampleIdsCount();
            altered += altered(answer);
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            knowledgeEnds.merge(partition.toString(), record.offset() + 1, Math::max);
            knowledge
                    .computeIfAbsent(partition, unused -> new TreeMap<>())
                    .put(record.offset(), RecordsRead.of(record.offset(), ByteBuffer.wrap(record.value())));
        } else {
            DeadLetter letter = DeadLetter.from(record.headers());
            Origin place = place(new TopicPartition(letter.topic(), letter.partition()), letter.offset());
            Fated fated = new Fated(
                    place,
                    DeadLetter.sample(record.headers()),
                    DeadLetter.teacher(record.headers()).orElse(""));
            fates.merge(fated, 1, Integer::sum);
            deadLetters++;
        }
    }

    /** Returns the number of samples that were taught with other bytes than those which their ids are of. */
    private static long altered(Knowledge answer) {
        ByteBuffer bytes = answer.getInputs(0).getData().asReadOnlyByteBuffer();
        int length = bytes.remaining() / answer.getSampleIdsCount();
        return IntStream.range(0, answer.getSampleIdsCount())
                .filter(i -> !SampleId.isOf(answer.getSampleIds(i), bytes.slice(i * length, length)))
                .count();
    }

    private static Knowledge parse(byte[] value) {
        try {
            return Knowledge.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the teacher wrote a record that is no knowledge: " + e.getMessage(), e);
        }
    }

    /** Returns the number of samples without knowledge. */
    long missing(Set<String> acknowledged) {
        return acknowledged.stream().filter(id -> !taught.containsKey(id)).count();
    }

    /** Returns the number of samples with more than one record of knowledge. */
    long doubled() {
        return taught.values().stream().filter(times -> times > 1).count();
    }

    /** Returns the number of samples with knowledge that are none of those which must be taught. */
    long unexpected(Set<String> acknowledged) {
        return taught.keySet().stream().filter(id -> !acknowledged.contains(id)).count();
    }

    /** Returns the number of samples that were taught with other bytes than those which their ids are of. */
    long altered() {
        return altered;
    }

    /** Returns the number of sample records, and of samples that were dead-lettered by themselves, with more than one final state. */
    long repeatedRecords() {
        return fates.values().stream().filter(times -> times > 1).count();
    }

    long deadLetters() {
        return deadLetters;
    }

    long knowledgeSamples() {
        return knowledgeSamples;
    }

    /** Returns the offset after the last knowledge record of each partition that has one, by "topic-partition". */
    Map<String, Long> knowledgeEnds() {
        return knowledgeEnds;
    }

    /** Returns the partitions whose knowledge, without dead letters, differs from what a lineage contains. */
    List<String> unproven(Lineage lineage) {
        List<String> unproven = new ArrayList<>();
        knowledge.forEach((partition, records) -> {
            RecordsRead all = records.entrySet().stream()
                    .filter(record -> !fates.containsKey(Fated.whole(place(partition, record.getKey()))))
                    .map(Map.Entry::getValue)
                    .reduce(RecordsRead.gap(0), RecordsRead::then);
            if (!all.equals(lineage.read().getOrDefault(partition.toString(), RecordsRead.gap(0)))) {
                unproven.add(partition.toString());
            }
        });
        return unproven;
    }

    private static Origin place(TopicPartition partition, long offset) {
        return Origin.newBuilder()
                .setTopic(partition.topic())
                .setPartition(partition.partition())
                .setOffset(offset)
                .build();
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
