package io.alambic.student;

import io.alambic.core.checkpoint.RecordsRead;
import io.alambic.testing.SharedBroker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/** The knowledge topic of a test, written in transactions as a teacher writes it. */
public final class KnowledgeLog implements AutoCloseable {

    /** Largest record of its topics, above that of a broker's default settings. */
    private static final String LARGEST_RECORD = "17000000";

    private static final int PER_TRANSACTION = 10;

    private final TestTopics topics;
    private final TinyTask task = new TinyTask(1);
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;

    /** Connects to a broker that no other test uses. */
    public KnowledgeLog(Map<String, Object> connection) {
        this(new TestTopics(connection, ""));
    }

    private KnowledgeLog(TestTopics topics) {
        this.topics = topics;
        Map<String, Object> connection = topics.connection();
        admin = Admin.create(connection);
        Map<String, Object> config = new HashMap<>(connection);
        config.put("transactional.id", "teacher" + topics.suffix());
        producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
    }

    /** Connects to the module's broker, under names that no other test uses. */
    public static KnowledgeLog on(SharedBroker broker) {
        return on(broker, Map.of());
    }

    /** The same with more settings of its clients. */
    public static KnowledgeLog on(SharedBroker broker, Map<String, ?> more) {
        Map<String, Object> connection = new HashMap<>(broker.clientSettings());
        connection.putAll(more);
        return new KnowledgeLog(new TestTopics(connection, broker.unique("")));
    }

    /** Returns the broker and the names. */
    public TestTopics topics() {
        return topics;
    }

    private String knowledge() {
        return topics.knowledge();
    }

    public KnowledgeLog create(int partitions) throws ExecutionException, InterruptedException {
        create(knowledge(), partitions);
        create(topics.deadLetters(), 1);
        return this;
    }

    private void create(String topic, int partitions) throws ExecutionException, InterruptedException {
        NewTopic created = new NewTopic(topic, partitions, (short) 1)
                .configs(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, LARGEST_RECORD));
        admin.createTopics(List.of(created)).all().get();
    }

    /** Makes another topic, of one partition. */
    public void createTopic(String name) throws ExecutionException, InterruptedException {
        create(name, 1);
    }

    /** Deletes the topic and makes a new one of the same name. */
    public void recreate(int partitions) throws ExecutionException, InterruptedException {
        admin.deleteTopics(List.of(knowledge())).all().get();
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> !admin.listTopics().names().get().contains(knowledge()));
        create(knowledge(), partitions);
    }

    /** Kafka's id of the topic. */
    public String topicId() throws ExecutionException, InterruptedException {
        return admin.describeTopics(List.of(knowledge()))
                .allTopicNames()
                .get()
                .get(knowledge())
                .topicId()
                .toString();
    }

    public void increaseTo(int partitions) throws ExecutionException, InterruptedException {
        admin.createPartitions(Map.of(knowledge(), NewPartitions.increaseTo(partitions)))
                .all()
                .get();
    }

    /** Deletes the records before an offset, as retention does. */
    public void deleteBefore(int partition, long offset) throws ExecutionException, InterruptedException {
        admin.deleteRecords(Map.of(new TopicPartition(knowledge(), partition), RecordsToDelete.beforeOffset(offset)))
                .all()
                .get();
    }

    /** Knowledge of sample records, ten in each transaction. */
    public void produce(long from, int records, int samples) throws ExecutionException, InterruptedException {
        for (int i = 0; i < records; i++) {
            if (i % PER_TRANSACTION == 0) {
                producer.beginTransaction();
            }
            byte[] value = task.next(samples, from + i).build().toByteArray();
            producer.send(new ProducerRecord<>(knowledge(), null, value)).get();
            if (i % PER_TRANSACTION == PER_TRANSACTION - 1 || i == records - 1) {
                producer.commitTransaction();
            }
        }
    }

    /** Values as they are, to any partition. */
    public void send(List<byte[]> values) throws ExecutionException, InterruptedException {
        producer.beginTransaction();
        for (byte[] value : values) {
            producer.send(new ProducerRecord<>(knowledge(), null, value)).get();
        }
        producer.commitTransaction();
    }

    /** A value as it is, to one partition. */
    public void send(int partition, byte[] value) throws ExecutionException, InterruptedException {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(knowledge(), partition, null, value)).get();
        producer.commitTransaction();
    }

    /** A value whose transaction is aborted. */
    public void sendInVain(byte[] value) throws ExecutionException, InterruptedException {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(knowledge(), null, value)).get();
        producer.abortTransaction();
    }

    /** What the task's teacher says about the next samples. */
    public TinyTask task() {
        return task;
    }

    /** Next offset of each partition, as "topic-partition", transaction markers included. */
    public Map<String, Long> endOffsets() throws ExecutionException, InterruptedException {
        int partitions = admin.describeTopics(List.of(knowledge()))
                .allTopicNames()
                .get()
                .get(knowledge())
                .partitions()
                .size();
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (int i = 0; i < partitions; i++) {
            latest.put(new TopicPartition(knowledge(), i), OffsetSpec.latest());
        }
        return admin.listOffsets(latest).all().get().entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().toString(), entry -> entry.getValue()
                        .offset()));
    }

    /** What a lineage that holds the whole topic must prove, read from the topic itself. */
    public Map<String, RecordsRead> read() {
        Map<String, Object> config = new HashMap<>(topics.connection());
        config.put("isolation.level", "read_committed");
        Map<String, RecordsRead> read = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(knowledge()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(record -> read.merge(
                                new TopicPartition(record.topic(), record.partition()).toString(),
                                RecordsRead.of(record.offset(), ByteBuffer.wrap(record.value())),
                                RecordsRead::then));
            }
        }
        return read;
    }

    /** All dead letters, once there are so many. */
    public List<ConsumerRecord<byte[], byte[]>> deadLetters(int count) {
        TopicPartition partition = new TopicPartition(topics.deadLetters(), 0);
        List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(topics.connection(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            Awaitility.await().pollInSameThread().atMost(Duration.ofSeconds(20)).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(letters::add);
                long end = consumer.endOffsets(List.of(partition)).get(partition);
                return letters.size() >= count && consumer.position(partition) >= end;
            });
        }
        return letters;
    }

    /** What the student told Kafka, as any lag tool sees it. */
    public Map<String, Long> committedOffsets() throws ExecutionException, InterruptedException {
        return admin
                .listConsumerGroupOffsets("alambic-student-" + topics.student())
                .partitionsToOffsetAndMetadata()
                .get()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(entry -> entry.getKey().toString(), entry -> entry.getValue()
                        .offset()));
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
