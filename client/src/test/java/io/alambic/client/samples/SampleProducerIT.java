package io.alambic.client.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.alambic.client.NamedTensor;
import io.alambic.kafka.RecordLimits;
import io.alambic.v1.SampleBatch;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KafkaClusterExtension.class)
class SampleProducerIT {

    private static final Duration FOREVER = Duration.ofHours(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    static KafkaCluster cluster;

    private String topic;

    @BeforeEach
    void createTopic(TestInfo test) throws Exception {
        topic = test.getTestMethod().orElseThrow().getName();
        try (Admin admin = Admin.create(cluster.getKafkaClientConfiguration())) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
    }

    private ProducerSettings settings(int maxSamples, Duration linger) {
        return ProducerSettings.of(cluster.getBootstrapServers())
                .withTopic(topic)
                .withBatches(maxSamples, 1 << 20, linger);
    }

    private static Samples sample(int number) {
        return Samples.of(NamedTensor.of("x", new float[] {number}, 1, 1)).withLabels(number);
    }

    private List<ConsumerRecord<byte[], byte[]>> records(int expected) {
        Map<String, Object> settings = new HashMap<>(cluster.getKafkaClientConfiguration());
        settings.put("auto.offset.reset", "earliest");
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        assertThat(records).hasSize(expected);
        return records;
    }

    @Test
    void samplesShareRecordsUntilTheseAreFull() throws Exception {
        // Given
        List<CompletableFuture<Placed>> placed = new ArrayList<>();

        // When
        try (SampleProducer producer = new SampleProducer(settings(4, FOREVER))) {
            for (int i = 0; i < 10; i++) {
                placed.add(producer.send(sample(i)));
            }
        }

        // Then
        List<List<Integer>> labels = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records(3)) {
            labels.add(SampleBatch.parseFrom(record.value()).getLabelsList());
        }
        assertThat(labels).containsExactly(List.of(0, 1, 2, 3), List.of(4, 5, 6, 7), List.of(8, 9));
        assertThat(placed.get(6).join()).isEqualTo(new Placed(topic, 0, 1, 2));
        assertThat(placed.get(9).join()).isEqualTo(new Placed(topic, 0, 2, 1));
    }

    @Test
    void aRecordLeavesWhenItHasWaitedLongEnough() {
        try (SampleProducer producer = new SampleProducer(settings(64, Duration.ofMillis(20)))) {
            // When
            CompletableFuture<Placed> acknowledged = producer.send(sample(0));

            // Then
            assertThat(acknowledged).succeedsWithin(TIMEOUT).isEqualTo(new Placed(topic, 0, 0, 0));
        }
    }

    @Test
    void aRecordWithAKeyTravelsAloneAndKeepsTheOrder() {
        // Given
        byte[] key = "user-7".getBytes(StandardCharsets.UTF_8);

        // When
        try (SampleProducer producer = new SampleProducer(settings(64, FOREVER))) {
            CompletableFuture<Placed> before = producer.send(sample(0));
            CompletableFuture<Placed> keyed = producer.sendRecord(key, sample(1));
            producer.flush();

            // Then
            assertThat(before.join().offset()).isZero();
            assertThat(keyed.join().offset()).isEqualTo(1);
        }
        assertThat(records(2).get(1).key()).isEqualTo(key);
    }

    @Test
    void whatIsTooLargeOrHasNoTopicFailsInOneSentence() {
        // Given
        Samples large = Samples.of(NamedTensor.of("x", new byte[1 << 20], 1, 1 << 20));
        ProducerSettings settings = settings(64, FOREVER).withLimits(new RecordLimits(1 << 20));
        ProducerSettings nowhere = settings.withTopic("no topic!").withKafka(Map.of("max.block.ms", 200));

        // When
        CompletableFuture<Placed> tooLarge;
        CompletableFuture<Placed> lost;
        try (SampleProducer producer = new SampleProducer(settings);
                SampleProducer astray = new SampleProducer(nowhere)) {
            tooLarge = producer.send(large);
            lost = astray.send(sample(1));
        }

        // Then
        assertThat(tooLarge)
                .failsWithin(TIMEOUT)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(SampleException.class)
                .withMessageMatching(
                        "Samples could not be sent to topic '.*' \\(the record has \\d+ bytes, but .* has 1048576\\)");
        assertThat(lost)
                .failsWithin(TIMEOUT)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(SampleException.class)
                .withMessageContaining("no topic!");
    }

    @Test
    void aClosedProducerTakesNothingMoreAndClosesAgain() {
        // Given
        SampleProducer producer = new SampleProducer(settings(64, FOREVER));
        producer.close();

        // When
        producer.close();

        // Then
        assertThatIllegalStateException().isThrownBy(() -> producer.send(sample(1)));
    }

    @Test
    void settingsThatKafkaRefusesAreOneSentence() {
        assertThatExceptionOfType(SampleException.class)
                .isThrownBy(() -> new SampleProducer(ProducerSettings.of("nonsense")))
                .withMessageContaining("nonsense");
    }
}
