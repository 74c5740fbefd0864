package io.alambic.client.samples;

import io.alambic.kafka.RecordLimits;
import io.alambic.kafka.TopicNames;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How samples are produced. Immutable: the {@code with} methods return a changed copy.
 *
 * @param topic that they go to
 * @param maxSamples at which a record is full
 * @param maxBytes of tensors at which a record is full; larger samples travel, in a record of their own
 * @param linger longest that samples wait for others to join their record; 0 for not at all
 * @param limits largest record that brokers and topic take
 * @param kafka settings of the Kafka producer, {@code bootstrap.servers} among them
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

    /** Records of up to 64 samples or 1 MiB to {@code alambic.samples}, which wait up to 10 ms for that. */
    public static ProducerSettings of(String bootstrapServers) {
        return new ProducerSettings(
                TopicNames.DEFAULT.samples(),
                64,
                1 << 20,
                Duration.ofMillis(10),
                RecordLimits.DEFAULT,
                Map.of("bootstrap.servers", bootstrapServers));
    }

    /** Another topic. */
    public ProducerSettings withTopic(String name) {
        return new ProducerSettings(name, maxSamples, maxBytes, linger, limits, kafka);
    }

    /** Other sizes of records. */
    public ProducerSettings withBatches(int samples, long bytes, Duration wait) {
        return new ProducerSettings(topic, samples, bytes, wait, limits, kafka);
    }

    /** Another largest record, which brokers and topic must take too. */
    public ProducerSettings withLimits(RecordLimits largest) {
        return new ProducerSettings(topic, maxSamples, maxBytes, linger, largest, kafka);
    }

    /** Further settings of the Kafka producer, such as those of TLS and SASL. */
    public ProducerSettings withKafka(Map<String, ?> more) {
        Map<String, Object> all = new HashMap<>(kafka);
        all.putAll(more);
        return new ProducerSettings(topic, maxSamples, maxBytes, linger, limits, all);
    }

    /** Everything that the Kafka producer is told: acknowledged by all replicas, once each, unless told otherwise. */
    Map<String, Object> producer() {
        Map<String, Object> all = new HashMap<>(limits.producer());
        all.put("acks", "all");
        all.put("linger.ms", 0);
        all.put("client.id", "alambic-samples");
        all.putAll(kafka);
        return all;
    }
}
