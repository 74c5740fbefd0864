package io.alambic.client.samples;

import io.alambic.kafka.RecordLimits;
import io.alambic.kafka.TopicNames;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Settings of a producer. Immutable: the {@code with} methods return a modified copy.
 *
 * @param topic to produce to
 * @param maxSamples number of samples at which a record is full
 * @param maxBytes of tensors at which a record is full; larger samples are sent in a record of their own
 * @param linger longest time that samples wait for others to join their record; 0 disables waiting
 * @param limits size of the largest record that brokers and topic accept
 * @param kafka settings of the Kafka producer, including {@code bootstrap.servers}
 */
public record ProducerSettings(
        String topic, int maxSamples, long maxBytes, Duration linger, RecordLimits limits, Map<String, Object> kafka) {

    public ProducerSettings {
        if (topic.isBlank()) {
            throw new IllegalArgumentException("a producer needs the samples topic");
        }
        if (maxSamples < 1) {
            throw new IllegalArgumentException("samples in a record must be at least 1, but are " + maxSamples);
        }
        if (maxBytes < 1 || maxBytes > limits.maxRecordBytes()) {
            throw new IllegalArgumentException("bytes of a record must be from 1 to %d, the largest record, but are %d"
                    .formatted(limits.maxRecordBytes(), maxBytes));
        }
        if (linger.isNegative()) {
            throw new IllegalArgumentException("linger must be at least 0, but is " + linger);
        }
        kafka = Map.copyOf(kafka);
    }

    /**
     * Returns settings for the topic {@code alambic.samples}: records of up to 64 samples or 1 MiB, and a
     * linger of 10 ms.
     */
    public static ProducerSettings of(String bootstrapServers) {
        return new ProducerSettings(
                TopicNames.DEFAULT.samples(),
                64,
                1 << 20,
                Duration.ofMillis(10),
                RecordLimits.DEFAULT,
                Map.of("bootstrap.servers", bootstrapServers));
    }

    /** Returns a copy with another topic. */
    public ProducerSettings withTopic(String name) {
        return new ProducerSettings(name, maxSamples, maxBytes, linger, limits, kafka);
    }

    /** Returns a copy with other record sizes and another linger. */
    public ProducerSettings withBatches(int samples, long bytes, Duration wait) {
        return new ProducerSettings(topic, samples, bytes, wait, limits, kafka);
    }

    /** Returns a copy with another largest record, which brokers and topic must accept too. */
    public ProducerSettings withLimits(RecordLimits largest) {
        return new ProducerSettings(topic, maxSamples, maxBytes, linger, largest, kafka);
    }

    /** Returns a copy with further settings of the Kafka producer, such as those for TLS and SASL. */
    public ProducerSettings withKafka(Map<String, ?> more) {
        Map<String, Object> all = new HashMap<>(kafka);
        all.putAll(more);
        return new ProducerSettings(topic, maxSamples, maxBytes, linger, limits, all);
    }

    /** Returns the settings of the Kafka producer. By default, it is idempotent and waits for all replicas. */
    Map<String, Object> producer() {
        Map<String, Object> all = new HashMap<>(limits.producer());
        all.put("acks", "all");
        all.put("linger.ms", 0);
        all.put("client.id", "alambic-samples");
        all.putAll(kafka);
        return all;
    }
}
