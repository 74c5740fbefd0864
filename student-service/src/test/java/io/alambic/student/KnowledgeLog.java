package io.alambic.student;

import io.alambic.core.checkpoint.RecordsRead;
import java.nio.ByteBuffer;
import java.time.Duration;
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
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The knowledge topic of a test, written in transactions as a teacher writes it. */
public final class KnowledgeLog implements AutoCloseable {

    public static final String KNOWLEDGE = "knowledge";
    public static final String DEAD_LETTERS = "dead";
    private static final int PER_TRANSACTION = 10;

    private final Map<String, Object> connection;
    private final TinyTask task = new TinyTask(1);
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;

    public KnowledgeLog(Map<String, Object> connection) {
        this.connection = connection;
        admin = Admin.create(connection);
        Map<String, Object> config = new HashMap<>(connection);
        config.put("transactional.id", "teacher");
        producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
    }

    public KnowledgeLog create(int partitions) throws ExecutionException, InterruptedException {
        admin.createTopics(List.of(
                        new NewTopic(KNOWLEDGE, partitions, (short) 1), new NewTopic(DEAD_LETTERS, 1, (short) 1)))
                .all()
                .get();
        return this;
    }

    /** Makes another topic, of one partition. */
    public void createTopic(String name) throws ExecutionException, InterruptedException {
        admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
    }

    /** Deletes the topic and makes a new one of the same name. */
    public void recreate(int partitions) throws ExecutionException, InterruptedException {
        admin.deleteTopics(List.of(KNOWLEDGE)).all().get();
        while (admin.listTopics().names().get().contains(KNOWLEDGE)) {
            Thread.onSpinWait();
        }
        admin.createTopics(List.of(new NewTopic(KNOWLEDGE, partitions, (short) 1)))
                .all()
                .get();
    }

    /** Kafka's id of the topic. */
    public String topicId() throws ExecutionException, InterruptedException {
        return admin.describeTopics(List.of(KNOWLEDGE))
                .allTopicNames()
                .get()
                .get(KNOWLEDGE)
                .topicId()
                .toString();
    }

    public void increaseTo(int partitions) throws ExecutionException, InterruptedException {
        admin.createPartitions(Map.of(KNOWLEDGE, NewPartitions.increaseTo(partitions)))
                .all()
                .get();
    }

    /** Deletes the records before an offset, as retention does. */
    public void deleteBefore(int partition, long offset) throws ExecutionException, InterruptedException {
        admin.deleteRecords(Map.of(new TopicPartition(KNOWLEDGE, partition), RecordsToDelete.beforeOffset(offset)))
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
            producer.send(new ProducerRecord<>(KNOWLEDGE, null, value)).get();
            if (i % PER_TRANSACTION == PER_TRANSACTION - 1 || i == records - 1) {
                producer.commitTransaction();
            }
        }
    }

    /** Values as they are, to any partition. */
    public void send(List<byte[]> values) throws ExecutionException, InterruptedException {
        producer.beginTransaction();
        for (byte[] value : values) {
            producer.send(new ProducerRecord<>(KNOWLEDGE, null, value)).get();
        }
        producer.commitTransaction();
    }

    /** A value as it is, to one partition. */
    public void send(int partition, byte[] value) throws ExecutionException, InterruptedException {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(KNOWLEDGE, partition, null, value)).get();
        producer.commitTransaction();
    }

    /** A value whose transaction is aborted. */
    public void sendInVain(byte[] value) throws ExecutionException, InterruptedException {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(KNOWLEDGE, null, value)).get();
        producer.abortTransaction();
    }

    /** What the task's teacher says about the next samples. */
    public TinyTask task() {
        return task;
    }

    /** Next offset of each partition, as "topic-partition", transaction markers included. */
    public Map<String, Long> endOffsets() throws ExecutionException, InterruptedException {
        int partitions = admin.describeTopics(List.of(KNOWLEDGE))
                .allTopicNames()
                .get()
                .get(KNOWLEDGE)
                .partitions()
                .size();
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (int i = 0; i < partitions; i++) {
            latest.put(new TopicPartition(KNOWLEDGE, i), OffsetSpec.latest());
        }
        return admin.listOffsets(latest).all().get().entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().toString(), entry -> entry.getValue()
                        .offset()));
    }

    /** What a lineage that holds the whole topic must prove, read from the topic itself. */
    public Map<String, RecordsRead> read() {
        Map<String, Object> config = new HashMap<>(connection);
        config.put("isolation.level", "read_committed");
        Map<String, RecordsRead> read = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(KNOWLEDGE).stream()
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

    /** What the student told Kafka, as any lag tool sees it. */
    public Map<String, Long> committedOffsets() throws ExecutionException, InterruptedException {
        return admin
                .listConsumerGroupOffsets("alambic-student-student")
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
