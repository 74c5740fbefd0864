package io.alambic.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.kafka.RecordLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class StreamsSettingsTest {

    private static final int MAX_RECORD_BYTES = 50 << 20;

    @Test
    void theLargestRecordPassesEverywhere() {
        // Given
        StreamsSettings settings = settings(1, Duration.ofMillis(100), StreamsSettings.Guarantee.EXACTLY_ONCE_V2);

        // When
        StreamsConfig config = new StreamsConfig(settings.properties());

        // Then
        assertThat(number(config.getProducerConfigs("p"), ProducerConfig.MAX_REQUEST_SIZE_CONFIG))
                .isGreaterThan(MAX_RECORD_BYTES);
        assertThat(number(config.originalsWithPrefix(StreamsConfig.TOPIC_PREFIX), "max.message.bytes"))
                .isGreaterThan(MAX_RECORD_BYTES);
    }

    @Test
    void whatAPassOfSingleSamplesSaysFitsIntoOneBatchOfTheProducer() {
        // Given
        int passOfTheQuickstart = 128 * 7_096;
        StreamsSettings settings = settings(1, Duration.ofMillis(100), StreamsSettings.Guarantee.EXACTLY_ONCE_V2);

        // When
        StreamsConfig config = new StreamsConfig(settings.properties());

        // Then
        assertThat(number(config.getProducerConfigs("p"), ProducerConfig.BATCH_SIZE_CONFIG))
                .isGreaterThan(passOfTheQuickstart);
    }

    @Test
    void exactlyOnceReadsCommittedRecordsOnly() {
        // Given
        StreamsSettings settings = settings(2, Duration.ofMillis(100), StreamsSettings.Guarantee.EXACTLY_ONCE_V2);

        // When
        StreamsConfig config = new StreamsConfig(settings.properties());

        // Then
        assertThat(config.getMainConsumerConfigs("g", "c", 1)).containsEntry("isolation.level", "read_committed");
        assertThat(config.getInt(StreamsConfig.NUM_STREAM_THREADS_CONFIG)).isEqualTo(2);
        assertThat(config.getLong(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG)).isEqualTo(100);
    }

    @Test
    void atLeastOnceNeedsNoTransactions() {
        // Given
        StreamsSettings settings = settings(1, Duration.ofMillis(100), StreamsSettings.Guarantee.AT_LEAST_ONCE);

        // When
        StreamsConfig config = new StreamsConfig(settings.properties());

        // Then
        assertThat(config.getProducerConfigs("p")).doesNotContainKey(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        assertThat(config.getString(StreamsConfig.PROCESSING_GUARANTEE_CONFIG)).isEqualTo("at_least_once");
    }

    @Test
    void whatTheConnectionSaysReachesEveryClient() {
        // Given
        StreamsSettings settings = settings(1, Duration.ofMillis(100), StreamsSettings.Guarantee.EXACTLY_ONCE_V2);

        // When
        StreamsConfig config = new StreamsConfig(settings.properties());

        // Then
        assertThat(config.getProducerConfigs("p")).containsEntry("security.protocol", "SSL");
        assertThat(config.getMainConsumerConfigs("g", "c", 1)).containsEntry("security.protocol", "SSL");
        assertThat(config.getAdminConfigs("a")).containsEntry("security.protocol", "SSL");
    }

    @Test
    void aModelThatTakesLongKeepsItsTransactionAndItsPartitions() {
        // Given
        Duration pass = Duration.ofSeconds(90);
        StreamsSettings settings = new StreamsSettings(
                Map.of("bootstrap.servers", "localhost:1"),
                new RecordLimits(MAX_RECORD_BYTES),
                "teacher",
                Path.of("state"),
                1,
                StreamsSettings.Guarantee.EXACTLY_ONCE_V2,
                Duration.ofMillis(100),
                Duration.ofMillis(20),
                pass);

        // When
        StreamsConfig config = new StreamsConfig(settings.properties());

        // Then
        Map<String, Object> consumer = config.getMainConsumerConfigs("g", "c", 1);
        long records = number(consumer, "max.poll.records");
        assertThat(number(consumer, "max.poll.interval.ms")).isGreaterThan(records * pass.toMillis());
        assertThat(number(config.getProducerConfigs("p"), ProducerConfig.TRANSACTION_TIMEOUT_CONFIG))
                .isGreaterThan(records * pass.toMillis())
                .isLessThan(Duration.ofMinutes(15).toMillis());
    }

    @Test
    void refusesNoThreads() {
        assertThatThrownBy(() -> settings(0, Duration.ofMillis(1), StreamsSettings.Guarantee.AT_LEAST_ONCE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("threads must be at least 1, but is 0");
    }

    @Test
    void refusesNoTimeBetweenCommits() {
        assertThatThrownBy(() -> settings(1, Duration.ZERO, StreamsSettings.Guarantee.AT_LEAST_ONCE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("commit interval must be at least 1 ms, but is PT0S");
    }

    private static long number(Map<String, Object> config, String key) {
        return Long.parseLong(config.get(key).toString());
    }

    private static StreamsSettings settings(int threads, Duration commit, StreamsSettings.Guarantee guarantee) {
        return new StreamsSettings(
                Map.of("bootstrap.servers", "localhost:1", "security.protocol", "SSL"),
                new RecordLimits(MAX_RECORD_BYTES),
                "teacher",
                Path.of("state"),
                threads,
                guarantee,
                commit,
                Duration.ofMillis(20));
    }
}
