package io.alambic.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.cli.UserError;
import io.alambic.cli.broker.BrokerMain;
import io.alambic.cli.broker.BrokerSettings;
import io.alambic.cli.stream.Ledger;
import io.alambic.cli.stream.LedgerReader;
import io.alambic.cli.stream.SampleStream;
import io.alambic.datasets.IdxFolder;
import io.alambic.datasets.IdxImages;
import io.alambic.kafka.DeadLetter;
import io.alambic.kafka.RecordLimits;
import io.alambic.kafka.TopicNames;
import io.alambic.kafka.TopicPlan;
import io.alambic.launch.Jvm;
import io.alambic.launch.Ports;
import io.alambic.launch.ProcessSpec;
import io.alambic.launch.Processes;
import io.alambic.launch.Waiting;
import io.alambic.testing.IdxFixtures;
import io.alambic.v1.Knowledge;
import io.alambic.v1.Origin;
import io.alambic.v1.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the broker process and the parts of the command that connect to it. */
class ClusterIT {

    private static final TopicNames TOPICS = TopicNames.DEFAULT;

    @TempDir
    private static Path temp;

    private static final Processes PROCESSES = new Processes(Duration.ofSeconds(10));
    private static BrokerSettings broker;

    @BeforeAll
    static void startBroker() throws InterruptedException {
        Ports ports = new Ports();
        broker = new BrokerSettings(
                ports.choose(0, "kafka"), ports.choose(0, "controller"), temp.resolve("kafka"), RecordLimits.DEFAULT);
        Path settings = temp.resolve("server.properties");
        Cluster.writeSettings(broker, settings);
        PROCESSES.start(new ProcessSpec(
                "Kafka broker",
                new Jvm(512).main(BrokerMain.class, List.of(settings.toString())),
                temp.resolve("kafka.log")));
        new Waiting(PROCESSES, Duration.ofMillis(100))
                .until(() -> Cluster.at(broker.bootstrapServers()).answers(), Duration.ofSeconds(60), "no broker");
        Cluster.at(broker.bootstrapServers()).createMissing(TopicPlan.SMALL.topics());
    }

    @AfterAll
    static void stopBroker() {
        PROCESSES.close();
    }

    @Test
    void everySampleIsAccountedForFromTheTopics() throws Exception {
        // Given
        IdxImages images = new IdxFolder(IdxFixtures.folder(Files.createTempDirectory(temp, "data"))).train();
        try (SampleStream stream =
                new SampleStream(broker.bootstrapServers(), TOPICS.samples(), images, Clock.systemUTC())) {
            stream.send(8);
            stream.send(8);
            stream.send(4);
            stream.flush();
        }
        byte[] malformed = {-1, -2, -3};
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            producer.send(new ProducerRecord<>(TOPICS.samples(), malformed)).get();
            RecordHeaders headers = new RecordHeaders();
            var letter = new DeadLetter("malformed", "bytes", "", "teacher", TOPICS.samples(), 0, 3).addTo(headers);
            producer.send(new ProducerRecord<>(TOPICS.deadLetters(), 0, new byte[0], malformed, letter))
                    .get();
        }
        teach(true, 0, 8);
        teach(false, 8, 8);

        // When
        Ledger ledger;
        try (LedgerReader reader = new LedgerReader(broker.bootstrapServers(), TOPICS)) {
            reader.read();
            teach(true, 1, 8);
            ledger = reader.read();
        }

        // Then
        assertThat(ledger.producedSamples()).isEqualTo(21);
        assertThat(ledger.taughtSamples()).isEqualTo(16);
        assertThat(ledger.deadLetteredSamples()).isEqualTo(1);
        assertThat(ledger.openSamples()).isEqualTo(4);
        assertThat(ledger.repeatedRecords()).isZero();
    }

    @Test
    void aTopicThatDoesNotExistIsOneClearSentence() throws Exception {
        // Given
        IdxImages images = new IdxFolder(IdxFixtures.folder(Files.createTempDirectory(temp, "data"))).train();

        // Then
        try (SampleStream stream =
                new SampleStream(broker.bootstrapServers(), "no-such-topic", images, Clock.systemUTC())) {
            assertThatThrownBy(() -> {
                        stream.send(8);
                        stream.flush();
                    })
                    .isInstanceOf(UserError.class)
                    .hasMessageStartingWith("Samples could not be sent to topic 'no-such-topic'");
        }
    }

    /** Writes knowledge in a transaction, as the teacher does, and commits or aborts it. */
    private static void teach(boolean commit, long offset, int samples) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "teacher"))) {
            producer.initTransactions();
            producer.beginTransaction();
            Knowledge knowledge = Knowledge.newBuilder()
                    .setOrigin(Origin.newBuilder().setTopic(TOPICS.samples()).setOffset(offset))
                    .addInputs(Tensor.newBuilder().addShape(samples))
                    .build();
            producer.send(new ProducerRecord<>(TOPICS.knowledge(), knowledge.toByteArray()))
                    .get();
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
