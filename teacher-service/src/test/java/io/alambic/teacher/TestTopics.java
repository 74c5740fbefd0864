package io.alambic.teacher;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alambic.kafka.DeadLetter;
import io.alambic.kafka.RecordLimits;
import io.alambic.kafka.TopicNames;
import io.alambic.kafka.TopicPlan;
import io.alambic.testing.SharedBroker;
import io.alambic.v1.Knowledge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Alambic's topics on a broker: writes samples and reads what became of them. */
public final class TestTopics implements AutoCloseable {

    public static final TopicNames NAMES = TopicNames.DEFAULT;

    private final Map<String, Object> connection;
    private final TopicNames names;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<Future<?>> sent = new ArrayList<>();

    /** Topics of a test alone, on a broker that it shares with others. */
    public TestTopics(SharedBroker broker) {
        this(
                broker.clientSettings(),
                new TopicNames(
                        broker.unique("samples"),
                        broker.unique("knowledge"),
                        broker.unique("control"),
                        broker.unique("weights"),
                        broker.unique("dead-letters")));
    }

    /** Topics under their usual names, on a broker of the test's own. */
    public TestTopics(Map<String, Object> connection) {
        this(connection, NAMES);
    }

    /** Topics on a broker of the test's own. */
    TestTopics(Map<String, Object> connection, TopicNames names) {
        this.connection = connection;
        this.names = names;
        this.admin = Admin.create(connection);
        Map<String, Object> producing = new HashMap<>(connection);
        // A topic that was just made may refuse a batch and take the next: with several in flight, the first never gets
        // in.
        producing.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        this.producer = new KafkaProducer<>(producing, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Names of the topics. */
    public TopicNames names() {
        return names;
    }

    /** The same as settings of a teacher. */
    public Map<String, String> settings() {
        return Map.of(
                "alambic.topics.samples", names.samples(),
                "alambic.topics.knowledge", names.knowledge(),
                "alambic.topics.control", names.control(),
                "alambic.topics.dead-letters", names.deadLetters());
    }

    /** Creates all topics. */
    public void create(int partitions) throws ExecutionException, InterruptedException {
        admin.createTopics(new TopicPlan(names, RecordLimits.DEFAULT, partitions, (short) 1).topics())
                .all()
                .get();
    }

    /** Deletes a topic, and waits until it is gone. */
    void delete(String topic) throws ExecutionException, InterruptedException {
        admin.deleteTopics(List.of(topic)).all().get();
        while (admin.listTopics().names().get().contains(topic)) {
            Thread.onSpinWait();
        }
    }

    /** Adds partitions to the samples topic. */
    void growSamples(int partitions) throws ExecutionException, InterruptedException {
        admin.createPartitions(Map.of(names.samples(), NewPartitions.increaseTo(partitions)))
                .all()
                .get();
    }

    /** Deletes the oldest sample records of each partition. */
    void deleteSamples(int partitions, long recordsOfEach) throws ExecutionException, InterruptedException {
        Map<TopicPartition, RecordsToDelete> oldest = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            oldest.put(new TopicPartition(names.samples(), partition), RecordsToDelete.beforeOffset(recordsOfEach));
        }
        admin.deleteRecords(oldest).all().get();
    }

    /** Returns the names of all topics. */
    Set<String> all() throws ExecutionException, InterruptedException {
        return admin.listTopics().names().get();
    }

    /** Makes one topic. */
    public void create(String topic, int partitions) throws ExecutionException, InterruptedException {
        admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                .all()
                .get();
    }

    /** Sets the largest record that a topic takes. */
    void limit(String topic, int bytes) throws ExecutionException, InterruptedException {
        AlterConfigOp limit = new AlterConfigOp(
                new ConfigEntry("max.message.bytes", Integer.toString(bytes)), AlterConfigOp.OpType.SET);
        admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(limit)))
                .all()
                .get();
    }

    /** Sends a sample record. */
    public void send(int partition, byte[] value) {
        send(names.samples(), partition, value);
    }

    /** Sends a record to any topic. */
    public void send(String topic, int partition, byte[] value) {
        sent.add(producer.send(new ProducerRecord<>(topic, partition, null, value)));
    }

    /** Sends a record of one sample, which names the sample. */
    public void sendSample(int partition, long sample) {
        send(partition, TinyModel.samples(1, sample).build().toByteArray());
    }

    /** Returns once everything sent has arrived. */
    public void flush() throws ExecutionException, InterruptedException {
        for (Future<?> record : sent) {
            record.get();
        }
        sent.clear();
    }

    /** Where a consumer group would go on, by partition of the samples topic. */
    public Map<Integer, Long> committed(String group) throws ExecutionException, InterruptedException {
        Map<Integer, Long> offsets = new HashMap<>();
        admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .forEach((partition, offset) -> {
                    if (offset != null) {
                        offsets.put(partition.partition(), offset.offset());
                    }
                });
        return offsets;
    }

    /** How many consumers are in a group. */
    int members(String group) throws ExecutionException, InterruptedException {
        return owners(group).size();
    }

    /** Partitions by the consumer of a group that has them. */
    public Map<String, Set<TopicPartition>> owners(String group) throws ExecutionException, InterruptedException {
        Map<String, Set<TopicPartition>> owners = new HashMap<>();
        admin.describeConsumerGroups(List.of(group))
                .describedGroups()
                .get(group)
                .get()
                .members()
                .forEach(member ->
                        owners.put(member.consumerId(), member.assignment().topicPartitions()));
        return owners;
    }

    /** Says where a consumer group goes on, as one that is late to commit does; false while it has members. */
    boolean commit(String group, int partition, long offset) throws ExecutionException, InterruptedException {
        try {
            admin.alterConsumerGroupOffsets(
                            group,
                            Map.of(new TopicPartition(names.samples(), partition), new OffsetAndMetadata(offset)))
                    .all()
                    .get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownMemberIdException) {
                return false;
            }
            throw e;
        }
    }

    /** All knowledge of committed transactions. */
    public List<Knowledge> knowledge() {
        return read(names.knowledge(), "read_committed").stream()
                .map(record -> parse(record.value()))
                .toList();
    }

    /** How many knowledge records were ever written, those of unfinished and aborted transactions too. */
    public int knowledgeWritten() {
        return read(names.knowledge(), "read_uncommitted").size();
    }

    /** All committed dead letters. */
    public List<DeadLetter> deadLetters() {
        return read(names.deadLetters(), "read_committed").stream()
                .map(record -> DeadLetter.from(record.headers()))
                .toList();
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic, String isolation) {
        Map<String, Object> config = new HashMap<>(connection);
        config.put("isolation.level", isolation);
        config.put("auto.offset.reset", "earliest");
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    private static Knowledge parse(byte[] value) {
        try {
            return Knowledge.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("no knowledge record", e);
        }
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
