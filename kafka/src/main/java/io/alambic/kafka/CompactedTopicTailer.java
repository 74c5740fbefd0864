package io.alambic.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Reads a compacted topic from its beginning and follows it, on the thread that calls {@link #run}.
 *
 * <pre>
 *   waiting ── the topic exists ──▶ reading ── everything read that was there ──▶ following
 *      ▲                               │                                             │
 *      └────────── any error of Kafka, reported; again from the beginning ◀──────────┘
 * </pre>
 *
 * <p>No Kafka error ends the tailer: it reports the error once, waits, and starts again from the beginning. It
 * can therefore deliver a record more than once.
 */
public final class CompactedTopicTailer {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final String NO_TROUBLE = "";
    private static final String NO_TOPIC = "there is no such topic";

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final Duration retryInterval;
    private final Listener listener;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private String trouble = NO_TROUBLE;

    /** Receives the records and the state of the tailer, on the tailer's thread. Must not throw. */
    public interface Listener {

        /** Receives a record; {@code value} is null if the key was deleted. */
        void record(ConsumerRecord<byte[], byte[]> record);

        /** Called before each poll once every record has been delivered that was in the topic when reading began. */
        void caughtUp();

        /** Called when the topic does not exist; once until reading succeeds or a different problem occurs. */
        void missing();

        /** Called when Kafka fails; once for each message until reading succeeds. The tailer retries. */
        void failed(KafkaException reason);
    }

    /**
     * Creates a tailer, which {@link #run} starts.
     *
     * @param consumer without a subscription; used only by the thread that calls {@link #run}, closed by the
     *     caller
     * @param retryInterval wait before the tailer looks for the topic, or reads it, again
     */
    public CompactedTopicTailer(
            Consumer<byte[], byte[]> consumer, String topic, Duration retryInterval, Listener listener) {
        this.consumer = consumer;
        this.topic = topic;
        this.retryInterval = retryInterval;
        this.listener = listener;
    }

    /** Reads until {@link #stop} is called. */
    public void run() throws InterruptedException {
        try {
            do {
                read();
            } while (!stopped.await(retryInterval.toMillis(), TimeUnit.MILLISECONDS));
        } catch (WakeupException e) {
            // stop() woke the consumer.
            return;
        }
    }

    private void read() {
        try {
            List<TopicPartition> partitions = partitions();
            if (partitions.isEmpty()) {
                report(NO_TOPIC, listener::missing);
            } else {
                follow(partitions);
            }
        } catch (WakeupException e) {
            throw e;
        } catch (KafkaException e) {
            report(String.valueOf(e.getMessage()), () -> listener.failed(e));
        }
    }

    private void report(String reason, Runnable report) {
        if (!trouble.equals(reason)) {
            trouble = reason;
            report.run();
        }
    }

    private List<TopicPartition> partitions() {
        try {
            List<PartitionInfo> known = consumer.partitionsFor(topic, TIMEOUT);
            return known == null
                    ? List.of()
                    : known.stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
        } catch (RetriableException e) {
            return List.of();
        }
    }

    private void follow(List<TopicPartition> partitions) {
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, TIMEOUT);
        boolean caughtUp = false;
        while (stopped.getCount() > 0) {
            caughtUp = caughtUp
                    || ends.entrySet().stream()
                            .allMatch(end -> consumer.position(end.getKey(), TIMEOUT) >= end.getValue());
            if (caughtUp) {
                trouble = NO_TROUBLE;
                listener.caughtUp();
            }
            consumer.poll(POLL).forEach(listener::record);
        }
    }

    /** Makes {@link #run} return soon. Any thread may call it. */
    public void stop() {
        stopped.countDown();
        consumer.wakeup();
    }
}
