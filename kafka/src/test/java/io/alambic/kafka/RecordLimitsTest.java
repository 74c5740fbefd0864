package io.alambic.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.network.Selectable;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordLimitsTest {

    private static final int SMALLEST = 1 << 20;
    private static final int LARGEST = 512 << 20;

    @ParameterizedTest
    @ValueSource(ints = {SMALLEST, SMALLEST + 1, 16 << 20, LARGEST - 1, LARGEST})
    void everyPlaceThatLimitsARecordLetsTheLargestThrough(int bytes) {
        // When
        RecordLimits limits = new RecordLimits(bytes);

        // Then
        assertThat(number(limits.topic(), "max.message.bytes")).isGreaterThan(bytes);
        assertThat(number(limits.broker(), "message.max.bytes")).isGreaterThan(bytes);
        assertThat(number(limits.broker(), "replica.fetch.max.bytes"))
                .isGreaterThanOrEqualTo(number(limits.broker(), "message.max.bytes"));
        assertThat(number(limits.broker(), "socket.request.max.bytes"))
                .isGreaterThanOrEqualTo(number(limits.producer(), "max.request.size"));
        assertThat(number(limits.producer(), "max.request.size"))
                .isGreaterThan(bytes)
                .isLessThanOrEqualTo(number(limits.topic(), "max.message.bytes"));
        assertThat(number(limits.producer(), "buffer.memory"))
                .isGreaterThanOrEqualTo(number(limits.producer(), "max.request.size"));
    }

    @ParameterizedTest
    @ValueSource(ints = {SMALLEST, LARGEST})
    void kafkaTakesTheSettings(int bytes) {
        // Given
        RecordLimits limits = new RecordLimits(bytes);
        Map<String, Object> producer = new HashMap<>(limits.producer());
        producer.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:1");
        producer.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        producer.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);

        // Then
        ProducerConfig taken = new ProducerConfig(producer);
        assertThat(taken.getInt(ProducerConfig.MAX_REQUEST_SIZE_CONFIG)).isGreaterThan(bytes);
        assertThat(taken.getInt(ProducerConfig.SEND_BUFFER_CONFIG)).isEqualTo(Selectable.USE_DEFAULT_BUFFER_SIZE);
        limits.broker().values().forEach(value -> assertThat(Integer.parseInt(value))
                .isPositive());
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, SMALLEST - 1, LARGEST + 1, Integer.MAX_VALUE})
    void sizeOutsideTheRangeIsRefusedWithTheRange(int bytes) {
        assertThatThrownBy(() -> new RecordLimits(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("1048576", "536870912", Integer.toString(bytes));
    }

    @Test
    void onePartitionOfLargeRecordsMayHaveAWholeFetch() {
        assertThat(RecordLimits.consumerOfLargeRecords())
                .containsEntry(
                        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                        RecordLimits.consumer().get(ConsumerConfig.FETCH_MAX_BYTES_CONFIG))
                .containsKeys(ConsumerConfig.RECEIVE_BUFFER_CONFIG);
    }

    @Test
    void aConsumerKeepsLessThanTheLargestRecordAtOnce() {
        // Given
        Map<String, Object> settings = new HashMap<>(RecordLimits.consumer());
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:1");
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);

        // When
        ConsumerConfig config = new ConsumerConfig(settings);

        // Then
        assertThat(config.getInt(ConsumerConfig.FETCH_MAX_BYTES_CONFIG))
                .isGreaterThan(config.getInt(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG))
                .isLessThan(RecordLimits.DEFAULT.maxRecordBytes());
        assertThat(config.getInt(ConsumerConfig.RECEIVE_BUFFER_CONFIG)).isEqualTo(Selectable.USE_DEFAULT_BUFFER_SIZE);
    }

    @Test
    void theDefaultHoldsABatchOfFeatureMaps() {
        // Given: 128 samples of 64 x 14 x 14 floats
        int batch = 128 * 64 * 14 * 14 * Float.BYTES;

        // Then
        assertThat(RecordLimits.DEFAULT.maxRecordBytes()).isGreaterThan(batch);
    }

    private static long number(Map<String, String> settings, String name) {
        return Long.parseLong(settings.get(name));
    }
}
