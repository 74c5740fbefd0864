package io.alambic.student.control;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that reads the compacted control topic from its beginning and goes on reading. The topic
 * may be missing: the configuration then stands until there is one. What goes wrong here is reported and
 * touches no training.
 */
public final class ControlReader {

    private static final Logger LOG = LoggerFactory.getLogger(ControlReader.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final long RETRY_SECONDS = 30;

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final RunningDials dials;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    /**
     * A reader that {@link #run} starts.
     *
     * @param consumer without a subscription; owned by the thread that runs this, closed by the caller
     */
    public ControlReader(Consumer<byte[], byte[]> consumer, String topic, RunningDials dials) {
        this.consumer = consumer;
        this.topic = topic;
        this.dials = dials;
    }

    /** Reads until stopped. */
    public void run() {
        try {
            while (stopped.getCount() > 0) {
                readOrRetry();
            }
        } catch (WakeupException e) {
            LOG.debug("topic={} Stopped", topic);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("topic={} Settings can no longer be changed while the student runs", topic, e);
        } finally {
            caughtUp.countDown();
        }
    }

    private void readOrRetry() throws InterruptedException {
        try {
            read(awaitTopic());
        } catch (RetriableException e) {
            LOG.warn("topic={} Settings cannot be read for now: {}", topic, e.getMessage());
        }
    }

    private List<TopicPartition> awaitTopic() throws InterruptedException {
        List<TopicPartition> partitions = partitions();
        while (partitions.isEmpty()) {
            if (caughtUp.getCount() > 0) {
                LOG.info("topic={} No control topic; the settings are those of the configuration", topic);
                caughtUp.countDown();
            }
            if (stopped.await(RETRY_SECONDS, TimeUnit.SECONDS)) {
                throw new WakeupException();
            }
            partitions = partitions();
        }
        return partitions;
    }

    private List<TopicPartition> partitions() {
        try {
            List<PartitionInfo> infos = consumer.partitionsFor(topic, TIMEOUT);
            return infos == null
                    ? List.of()
                    : infos.stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
        } catch (RetriableException e) {
            return List.of();
        }
    }

    private void read(List<TopicPartition> partitions) {
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, TIMEOUT);
        while (stopped.getCount() > 0) {
            if (caughtUp.getCount() > 0
                    && ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                caughtUp.countDown();
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.key() != null) {
                    dials.accept(new String(record.key(), StandardCharsets.UTF_8), record.value());
                }
            }
        }
    }

    /**
     * Waits until everything is read that was there when the reader started, or nothing can be.
     *
     * @return whether that came about in time
     */
    public boolean awaitCaughtUp(Duration longest) throws InterruptedException {
        return caughtUp.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Makes {@link #run} return soon. Any thread. */
    public void stop() {
        stopped.countDown();
        consumer.wakeup();
    }
}
