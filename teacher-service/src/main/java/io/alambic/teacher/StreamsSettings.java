package io.alambic.teacher;

import io.alambic.kafka.RecordLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * How Kafka Streams runs.
 *
 * @param connection how to reach and authenticate with the brokers, as Kafka names its settings
 * @param limits largest record
 * @param applicationId consumer group, and prefix of internal topics
 * @param stateDir working folder
 * @param threads stream threads, at least 1
 * @param guarantee exactly once, or at least once
 * @param commitInterval time between transactions, at least 1 ms
 * @param longestPoll how long an idle stream thread may sleep, at least 1 ms
 */
public record StreamsSettings(
        Map<String, Object> connection,
        RecordLimits limits,
        String applicationId,
        Path stateDir,
        int threads,
        Guarantee guarantee,
        Duration commitInterval,
        Duration longestPoll) {

    private static final long CACHE_BYTES = 32L << 20;
    private static final int SESSION_TIMEOUT_MS = 10_000;
    private static final int HEARTBEAT_MS = 3_000;
    private static final int LONGEST_BACKOFF_MS = 3_000;
    private static final int NEW_PARTITIONS_AFTER_MS = 10_000;

    /**
     * Records of a partition that wait in memory before the partition is paused. Kafka Streams counts them
     * and cannot weigh them, and each can be of the largest size; what is fetched beyond waits in the
     * consumer, which does weigh it.
     */
    private static final int RECORDS_AHEAD = 4;

    /**
     * A stream thread works off all that a poll brought before it polls again, and only polls take part in a rebalance.
     * Each record can be a pass of the model; were there many, the transaction of a teacher that waits for the others
     * would time out, and its work with it.
     */
    private static final int RECORDS_PER_POLL = 4;

    /**
     * What a pass of small records says goes to the brokers as one or two batches: a request takes one batch of a partition,
     * and a commit waits for all of them. Kafka's own size, 16 KiB, is that of two samples.
     */
    private static final int BATCH_BYTES = 1 << 20;

    /**
     * Kafka Streams lets its consumers stay in the group when they close, so that whoever starts next would wait until
     * the session of the last one has timed out. Its own leaveGroup option is for static members only.
     */
    private static final String LEAVES_WHEN_CLOSED = "internal.leave.group.on.close";

    /** What happens to a record when the process ends at the wrong moment. */
    public enum Guarantee {
        /** Its knowledge is there once. */
        EXACTLY_ONCE_V2,
        /** Its knowledge may be there twice; commits cost less. */
        AT_LEAST_ONCE
    }

    public StreamsSettings {
        connection = Map.copyOf(connection);
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, but is " + threads);
        }
        if (commitInterval.toMillis() < 1) {
            throw new IllegalArgumentException("commit interval must be at least 1 ms, but is " + commitInterval);
        }
    }

    /** The same as Kafka Streams reads it. */
    Properties properties() {
        Properties all = new Properties();
        all.putAll(connection);
        all.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        all.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        all.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
        all.put(
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                switch (guarantee) {
                    case EXACTLY_ONCE_V2 -> StreamsConfig.EXACTLY_ONCE_V2;
                    case AT_LEAST_ONCE -> StreamsConfig.AT_LEAST_ONCE;
                });
        all.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commitInterval.toMillis());
        all.put(StreamsConfig.POLL_MS_CONFIG, longestPoll.toMillis());
        all.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
        all.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, RECORDS_AHEAD);
        limits.producer().forEach((name, value) -> all.put(StreamsConfig.producerPrefix(name), value));
        all.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
        consumer().forEach((name, value) -> all.put(StreamsConfig.consumerPrefix(name), value));
        all.put(
                StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG),
                limits.topic().get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
        return all;
    }

    private Map<String, Object> consumer() {
        Map<String, Object> consumer = new HashMap<>(RecordLimits.consumer());
        consumer.put(LEAVES_WHEN_CLOSED, true);
        consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_PER_POLL);
        consumer.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
        consumer.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MS);
        consumer.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, LONGEST_BACKOFF_MS);
        consumer.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, NEW_PARTITIONS_AFTER_MS);
        return consumer;
    }
}
