package io.alambic.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StreamsClientsTest {

    @Test
    void theControlTopicIsNotAskedAgainAndAgain() {
        // Given
        Map<String, Object> nobodyThere = Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:1");
        try (Consumer<byte[], byte[]> consumer =
                new StreamsClients(Map.of(), Optional.empty()).getGlobalConsumer(nobodyThere)) {
            consumer.assign(List.of(new TopicPartition("control", 0)));
            long start = System.nanoTime();

            // When
            int records = consumer.poll(Duration.ofMillis(1)).count();

            // Then
            assertThat(records).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(StreamsClients.QUIET_POLL);
        }
    }
}
