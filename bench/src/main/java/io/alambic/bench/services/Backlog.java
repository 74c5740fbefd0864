package io.alambic.bench.services;

import io.alambic.bench.comparison.Quickstart;
import io.alambic.cli.UserError;
import io.alambic.client.NamedTensor;
import io.alambic.client.samples.Samples;
import io.alambic.core.zoo.Cnn;
import io.alambic.kafka.RecordLimits;
import io.alambic.kafka.TopicNames;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes more records into a topic than a measurement can work off.
 *
 * @param bootstrapServers the broker
 * @param seed of the images
 * @param image their shape: channels, height, width
 */
public record Backlog(String bootstrapServers, long seed, List<Integer> image) {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final int DIFFERENT = 64;
    private static final int ANSWERED_RECORDS = 32;
    private static final int ANSWERED_PER_RECORD = 64;

    /** A backlog of images of the quickstart's size. */
    public Backlog(String bootstrapServers, long seed) {
        this(bootstrapServers, seed, Quickstart.TEACHER.reads().shape());
    }

    /**
     * Sample records of random images; after some of them they repeat.
     *
     * @param samples in all
     * @param perRecord samples of each record
     */
    public void samples(String topic, long samples, int perRecord) {
        send(topic, null, records(perRecord), (samples + perRecord - 1) / perRecord);
    }

    /** Returns some different sample records, each of {@code perRecord} random images. */
    public List<byte[]> records(int perRecord) {
        SplittableRandom random = new SplittableRandom(seed);
        return Stream.generate(() -> record(random, perRecord)).limit(DIFFERENT).toList();
    }

    /**
     * Writes the same record repeatedly, equally often to each partition.
     *
     * @param samples in all
     * @param perRecord samples of each record
     */
    public void spread(String topic, int partitions, long samples, int perRecord) {
        List<byte[]> one = List.of(record(new SplittableRandom(seed), perRecord));
        for (int partition = 0; partition < partitions; partition++) {
            send(topic, partition, one, samples / perRecord / partitions + 1);
        }
    }

    /**
     * Writes records, again and again.
     *
     * @param count in all
     */
    public void repeat(String topic, List<byte[]> records, long count) {
        send(topic, null, records, count);
    }

    private byte[] record(SplittableRandom random, int samples) {
        long[] shape = LongStream.concat(LongStream.of(samples), image.stream().mapToLong(Integer::longValue))
                .toArray();
        byte[] pixels = new byte[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
        random.nextBytes(pixels);
        NamedTensor images = NamedTensor.of(Cnn.IMAGE, pixels, shape).quantized(NamedTensor.Quantization.PIXELS);
        return Samples.of(images).toProto().toByteArray();
    }

    /** Returns topics with some records that a teacher of the cluster has answered; the teacher is stopped. */
    public static TopicNames answered(BenchCluster cluster, long seed) throws IOException, InterruptedException {
        TopicNames topics = cluster.topics("answered", 1);
        long samples = (long) ANSWERED_RECORDS * ANSWERED_PER_RECORD;
        new Backlog(cluster.bootstrapServers(), seed).samples(topics.samples(), samples, ANSWERED_PER_RECORD);
        BenchCluster.Started teacher = cluster.teacher("teacher", topics, Map.of());
        cluster.await("the teacher has answered", () -> teacher.probe()
                .metrics()
                .map(metrics -> metrics.count(BenchCluster.TEACHER_SAMPLES, "fate", "taught") == samples)
                .orElse(false));
        teacher.process().close();
        return topics;
    }

    /** Returns topics with at least a number of samples that a teacher has answered, some records again and again. */
    public static TopicNames repeated(BenchCluster cluster, long seed, long samples)
            throws IOException, InterruptedException {
        TopicNames answered = answered(cluster, seed);
        TopicNames topics = cluster.topics("repeated", 1);
        Backlog backlog = new Backlog(cluster.bootstrapServers(), seed);
        backlog.send(
                topics.knowledge(),
                null,
                backlog.read(answered.knowledge()),
                (samples + ANSWERED_PER_RECORD - 1) / ANSWERED_PER_RECORD);
        return topics;
    }

    private List<byte[]> read(String topic) {
        Map<String, Object> settings = new HashMap<>(RecordLimits.consumer());
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        List<byte[]> values = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partition = List.of(new TopicPartition(topic, 0));
            consumer.assign(partition);
            consumer.seekToBeginning(partition);
            long end = consumer.endOffsets(partition).get(partition.get(0));
            while (consumer.position(partition.get(0)) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    values.add(record.value());
                }
            }
        }
        return values;
    }

    /** Sends to a partition; null lets the producer choose. */
    private void send(String topic, Integer partition, List<byte[]> values, long count) {
        Map<String, Object> settings = new HashMap<>(RecordLimits.DEFAULT.producer());
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        // A new topic may refuse a batch and take the next: with several in flight, the first never gets in.
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            AtomicReference<Exception> failure = new AtomicReference<>();
            for (long i = 0; i < count; i++) {
                Future<RecordMetadata> unused = producer.send(
                        new ProducerRecord<>(topic, partition, null, values.get((int) (i % values.size()))),
                        (metadata, e) -> {
                            if (e != null) {
                                failure.set(e);
                            }
                        });
            }
            producer.flush();
            if (failure.get() != null) {
                throw new UserError("%s does not take the records of the backlog (%s)."
                        .formatted(topic, failure.get().getMessage()));
            }
        }
    }
}
