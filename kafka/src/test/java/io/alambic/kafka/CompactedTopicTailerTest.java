package io.alambic.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CompactedTopicTailerTest {

    private static final Node[] NODES = {new Node(0, "localhost", 9092)};
    private static final TopicPartition PARTITION = new TopicPartition("c", 0);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final CompactedTopicTailer tailer =
            new CompactedTopicTailer(consumer, "c", Duration.ofMillis(10), new Recorder());
    private final Thread thread = new Thread(this::run, "tailer");

    @AfterEach
    void stop() throws InterruptedException {
        tailer.stop();
        thread.join();
    }

    @Test
    void everythingThatIsThereIsDeliveredBeforeItHasCaughtUp() throws InterruptedException {
        // Given
        exist(2);
        consumer.schedulePollTask(() -> add(0, "a"));
        consumer.schedulePollTask(() -> add(1, "b"));

        // When
        thread.start();

        // Then
        assertThat(List.of(next(), next(), next())).containsExactly("a", "b", "caught up");
    }

    @Test
    void emptyTopicIsCaughtUpWithAtOnce() throws InterruptedException {
        // Given
        exist(0);

        // When
        thread.start();

        // Then
        assertThat(next()).isEqualTo("caught up");
    }

    @Test
    void topicThatIsMissingIsReportedOnceAndReadOnceItExists() throws InterruptedException {
        // Given
        thread.start();
        assertThat(next()).isEqualTo("missing");

        // When
        exist(0);

        // Then
        assertThat(next()).isEqualTo("caught up");
    }

    @Test
    void errorThatPassesIsReportedAndTheTopicReadAgainFromItsBeginning() throws InterruptedException {
        // Given
        exist(1);
        consumer.schedulePollTask(() -> consumer.setPollException(new TimeoutException("away")));
        consumer.schedulePollTask(() -> add(0, "a"));

        // When
        thread.start();

        // Then
        assertThat(List.of(next(), next(), next())).containsExactly("failed: away", "a", "caught up");
    }

    @Test
    void errorThatLooksPermanentDoesNotEndTheTailer() throws InterruptedException {
        // Given
        exist(1);
        consumer.schedulePollTask(() -> consumer.setPollException(new KafkaException("not allowed")));
        consumer.schedulePollTask(() -> add(0, "a"));

        // When
        thread.start();

        // Then
        assertThat(List.of(next(), next(), next())).containsExactly("failed: not allowed", "a", "caught up");
    }

    private void run() {
        try {
            tailer.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String next() throws InterruptedException {
        String event = events.poll(30, TimeUnit.SECONDS);
        return event == null ? "nothing" : event;
    }

    private void exist(long records) {
        consumer.updatePartitions("c", List.of(new PartitionInfo("c", 0, NODES[0], NODES, NODES)));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, records));
    }

    private void add(long offset, String key) {
        consumer.addRecord(new ConsumerRecord<>("c", 0, offset, key.getBytes(StandardCharsets.UTF_8), new byte[0]));
    }

    private final class Recorder implements CompactedTopicTailer.Listener {

        private boolean caughtUp;

        @Override
        public void record(ConsumerRecord<byte[], byte[]> record) {
            events.add(new String(record.key(), StandardCharsets.UTF_8));
        }

        @Override
        public void caughtUp() {
            if (!caughtUp) {
                caughtUp = true;
                events.add("caught up");
            }
        }

        @Override
        public void missing() {
            events.add("missing");
        }

        @Override
        public void failed(KafkaException reason) {
            events.add("failed: " + reason.getMessage());
        }
    }
}
