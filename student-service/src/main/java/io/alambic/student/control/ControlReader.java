package io.alambic.student.control;

import io.alambic.kafka.CompactedTopicTailer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the compacted control topic from its beginning and goes on reading, on the thread that calls {@link #run}. As long as
 * the topic is missing or cannot be read, the settings of the configuration stay in force. Errors are reported and do not
 * reach training.
 */
public final class ControlReader {

    private static final Logger LOG = LoggerFactory.getLogger(ControlReader.class);

    private final CompactedTopicTailer tailer;
    private final CountDownLatch caughtUp = new CountDownLatch(1);

    /**
     * Prepares a reader that {@link #run} starts.
     *
     * @param consumer without a subscription; owned by the thread that calls {@link #run}, closed by the caller
     * @param retryInterval wait before a topic that is missing or cannot be read is tried again
     */
    public ControlReader(
            Consumer<byte[], byte[]> consumer,
            String topic,
            Duration retryInterval,
            LiveHyperparameters hyperparameters) {
        this.tailer = new CompactedTopicTailer(consumer, topic, retryInterval, new Listener(topic, hyperparameters));
    }

    /** Reads until stopped. */
    public void run() throws InterruptedException {
        try {
            tailer.run();
        } finally {
            caughtUp.countDown();
        }
    }

    /**
     * Waits until everything has been read that was in the topic when the reader started, or nothing can be read.
     *
     * @return whether that happened in time
     */
    public boolean awaitCaughtUp(Duration longest) throws InterruptedException {
        return caughtUp.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Makes {@link #run} return soon. May be called by any thread. */
    public void stop() {
        tailer.stop();
    }

    private final class Listener implements CompactedTopicTailer.Listener {

        private final String topic;
        private final LiveHyperparameters hyperparameters;

        Listener(String topic, LiveHyperparameters hyperparameters) {
            this.topic = topic;
            this.hyperparameters = hyperparameters;
        }

        @Override
        public void record(ConsumerRecord<byte[], byte[]> record) {
            if (record.key() != null) {
                hyperparameters.accept(new String(record.key(), StandardCharsets.UTF_8), record.value());
            }
        }

        @Override
        public void caughtUp() {
            caughtUp.countDown();
        }

        @Override
        public void missing() {
            LOG.info("topic={} No control topic; the settings are those of the configuration", topic);
            caughtUp.countDown();
        }

        @Override
        public void failed(KafkaException reason) {
            LOG.warn("topic={} Settings cannot be read for now: {}", topic, reason.getMessage());
            if (!(reason instanceof RetriableException)) {
                caughtUp.countDown();
            }
        }
    }
}
