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
 * Settings of Kafka Streams.
 *
 * @param connection how to reach and authenticate with the brokers, as Kafka names its settings
 * @param limits largest record
 * @param applicationId consumer group, and prefix of internal topics
 * @param stateDir working folder
 * @param threads stream threads, at least 1
 * @param guarantee exactly once, or at least once
 * @param commitInterval time between transactions, at least 1 ms
 * @param longestPoll how long an idle stream thread may sleep, at least 1 ms
 * @param longestPass longest time that the model may take for one pass, at most {@link #LONGEST_PASS}
 */
public record StreamsSettings(
        Map<String, Object> connection,
        RecordLimits limits,
        String applicationId,
        Path stateDir,
        int threads,
        Guarantee guarantee,
        Duration commitInterval,
        Duration longestPoll,
        Duration longestPass) {

    /** With all records of a poll, the longest transaction that brokers allow unless told otherwise, 15 minutes. */
    public static final Duration LONGEST_PASS = Duration.ofMinutes(3);

    private static final Duration USUAL_TRANSACTION = Duration.ofSeconds(10);
    private static final Duration USUAL_PASS = Duration.ofSeconds(8);
    private static final Duration USUAL_BETWEEN_POLLS = Duration.ofMinutes(5);
    private static final long CACHE_BYTES = 32L << 20;
    private static final int SESSION_TIMEOUT_MS = 10_000;
    private static final int HEARTBEAT_MS = 3_000;
    private static final int LONGEST_BACKOFF_MS = 3_000;
    private static final int NEW_PARTITIONS_AFTER_MS = 10_000;

    /**
     * Records of a partition that wait in memory before the partition is paused. Kafka Streams counts records and not bytes,
     * and each record can have the largest size. Further records wait in the consumer, which limits their bytes.
     */
    private static final int RECORDS_AHEAD = 4;

    /**
     * A stream thread processes all records of a poll before it polls again, and only a poll takes part in a rebalance. Each
     * record can need a pass of the model. With many records, the transaction of a teacher that waits for the others
     * would time out.
     */
    static final int RECORDS_PER_POLL = 4;

    /**
     * The knowledge of one pass fits into one or two batches. A request carries one batch of a partition, and a commit waits
     * for all of them. Kafka's default, 16 KiB, holds two samples.
     */
    private static final int BATCH_BYTES = 1 << 20;

    /**
     * By default, consumers of Kafka Streams stay in the group when they close, and the next start would wait until their
     * session has timed out. The public leaveGroup option is for static members only.
     */
    private static final String LEAVES_WHEN_CLOSED = "internal.leave.group.on.close";

    /** What happens to a record if the process ends abruptly. */
    public enum Guarantee {
        /** Its knowledge is written once. */
        EXACTLY_ONCE_V2,
        /** Its knowledge may be written twice; commits are cheaper. */
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
        if (longestPass.compareTo(LONGEST_PASS) > 0) {
            throw new IllegalArgumentException(
                    "a pass may take at most %s, but is given %s".formatted(LONGEST_PASS, longestPass));
        }
    }

    /** Settings for a model that answers in seconds. */
    public StreamsSettings(
            Map<String, Object> connection,
            RecordLimits limits,
            String applicationId,
            Path stateDir,
            int threads,
            Guarantee guarantee,
            Duration commitInterval,
            Duration longestPoll) {
        this(connection, limits, applicationId, stateDir, threads, guarantee, commitInterval, longestPoll, USUAL_PASS);
    }

    /** Returns the settings as Kafka Streams reads them. */
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
        all.put(
                StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
                Math.toIntExact(longestTransaction().toMillis()));
        consumer().forEach((name, value) -> all.put(StreamsConfig.consumerPrefix(name), value));
        all.put(
                StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG),
                limits.topic().get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
        return all;
    }

    /** A transaction that a slow model keeps open is not aborted; one that nobody ends holds students up for as long. */
    private Duration longestTransaction() {
        return longestPass.compareTo(USUAL_PASS) <= 0 ? USUAL_TRANSACTION : betweenPolls();
    }

    private Duration betweenPolls() {
        return longestPass.multipliedBy(RECORDS_PER_POLL).plus(USUAL_TRANSACTION);
    }

    private Map<String, Object> consumer() {
        Map<String, Object> consumer = new HashMap<>(RecordLimits.consumer());
        consumer.put(LEAVES_WHEN_CLOSED, true);
        consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_PER_POLL);
        consumer.put(
                ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
                Math.toIntExact(
                        Math.max(USUAL_BETWEEN_POLLS.toMillis(), betweenPolls().toMillis())));
        consumer.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
        consumer.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MS);
        consumer.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, LONGEST_BACKOFF_MS);
        consumer.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, NEW_PARTITIONS_AFTER_MS);
        return consumer;
    }
}
