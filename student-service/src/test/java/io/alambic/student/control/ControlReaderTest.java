package io.alambic.student.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.alambic.core.hyperparameters.Hyperparameter;
import io.alambic.student.TinyTask;
import io.alambic.student.threads.TestThreads;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControlReaderTest {

    private static final Node[] NODES = {new Node(0, "localhost", 9092)};
    private static final TopicPartition PARTITION = new TopicPartition("c", 0);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final LiveHyperparameters hyperparameters =
            new LiveHyperparameters("small", TinyTask.candidate(), false, setting -> {});
    private final ControlReader reader = new ControlReader(consumer, "c", Duration.ofMillis(10), hyperparameters);
    private final Thread thread = TestThreads.supervisor().restarting("control", reader::run);

    @AfterEach
    void stop() throws InterruptedException {
        reader.stop();
        thread.join();
    }

    @Test
    void everythingThatIsThereIsTakenBeforeItHasCaughtUp() throws InterruptedException {
        // Given
        exist(2);
        consumer.schedulePollTask(() -> add(0, "student/small/temperature", "9"));
        consumer.schedulePollTask(() -> add(1, "student/small/temperature", "7"));

        // When
        thread.start();

        // Then
        assertThat(reader.awaitCaughtUp(LONG)).isTrue();
        assertThat(hyperparameters.current().at(Hyperparameter.TEMPERATURE, 0)).isEqualTo(7);
    }

    @Test
    void aTopicThatIsMissingKeepsNobodyWaiting() throws InterruptedException {
        // When
        thread.start();

        // Then
        assertThat(reader.awaitCaughtUp(LONG)).isTrue();
        assertThat(hyperparameters.current()).isEqualTo(TinyTask.candidate().hyperparameters());
    }

    @Test
    void aBrokerThatIsAwayForAMomentIsAskedAgain() throws InterruptedException {
        // Given
        exist(1);
        consumer.schedulePollTask(() -> consumer.setPollException(new TimeoutException("away")));
        consumer.schedulePollTask(() -> add(0, "student/small/temperature", "9"));

        // When
        thread.start();

        // Then
        assertThat(reader.awaitCaughtUp(LONG)).isTrue();
        assertThat(hyperparameters.current().at(Hyperparameter.TEMPERATURE, 0)).isEqualTo(9);
    }

    @Test
    void anErrorThatLooksPermanentKeepsNobodyWaitingAndTheTopicIsReadOnceItPasses() throws InterruptedException {
        // Given
        exist(1);
        consumer.schedulePollTask(
                () -> consumer.setPollException(new org.apache.kafka.common.KafkaException("not allowed")));
        CountDownLatch allowed = new CountDownLatch(1);
        consumer.schedulePollTask(() -> {
            awaitQuietly(allowed);
            add(0, "student/small/temperature", "9");
        });

        // When
        thread.start();

        // Then
        assertThat(reader.awaitCaughtUp(LONG)).isTrue();
        assertThat(hyperparameters.current()).isEqualTo(TinyTask.candidate().hyperparameters());
        allowed.countDown();
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(hyperparameters.current().at(Hyperparameter.TEMPERATURE, 0))
                        .isEqualTo(9));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void exist(long records) {
        consumer.updatePartitions("c", List.of(new PartitionInfo("c", 0, NODES[0], NODES, NODES)));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, records));
    }

    private void add(long offset, String key, String value) {
        consumer.addRecord(new ConsumerRecord<>("c", 0, offset, bytes(key), bytes(value)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
