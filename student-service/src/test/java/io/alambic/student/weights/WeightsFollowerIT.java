package io.alambic.student.weights;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import com.google.protobuf.ByteString;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.zoo.Cnn;
import io.alambic.kafka.RecordLimits;
import io.alambic.kafka.TopicNames;
import io.alambic.kafka.TopicPlan;
import io.alambic.student.LogLines;
import io.alambic.student.Recorder;
import io.alambic.student.TinyTask;
import io.alambic.student.ingest.KafkaClients;
import io.alambic.student.registry.ServedModel;
import io.alambic.student.registry.ServedModels;
import io.alambic.v1.HoldoutFigures;
import io.alambic.v1.WeightsChunk;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Weights over a real topic, good ones and bad ones. */
@ExtendWith(KafkaClusterExtension.class)
class WeightsFollowerIT {

    private static final String TOPIC = TopicNames.DEFAULT.weights();
    private static final int CHUNK = 1 << 10;
    private static final WeightsKeys KEYS = new WeightsKeys("student");

    KafkaCluster cluster;

    private final NDManager engine = NDManager.newBaseManager();
    private final ServedModels models = new ServedModels(2, InstantSource.system(), () -> {});
    private final Recorder recorder = new Recorder();
    private Producer<byte[], byte[]> producer;
    private Consumer<byte[], byte[]> consumer;
    private WeightsFollower follower;
    private Thread thread;

    @BeforeEach
    void connect() {
        KafkaClients clients = new KafkaClients(cluster.getKafkaClientConfiguration(), RecordLimits.DEFAULT, "student");
        producer = clients.weightsProducer();
        producer.initTransactions();
        consumer = clients.weightsConsumer();
        follower = new WeightsFollower(
                consumer, TOPIC, "student", TinyTask.STUDENT, engine, models, InstantSource.system(), recorder);
        thread = new Thread(() -> {
            try {
                follower.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @AfterEach
    void disconnect() throws Exception {
        follower.stop();
        thread.join();
        consumer.close();
        producer.close();
        models.close();
        engine.close();
    }

    @Test
    void servesTheNewestOfTheTopicThenWhatComesAndHoldsItThroughWhatIsBad() throws Exception {
        // Given
        createTopic();
        for (int version = 1; version <= 3; version++) {
            send(weights(TinyTask.STUDENT, version, 0));
        }
        thread.start();
        recorder.await("the newest", seen -> seen.received() == 1);
        assertThat(versions()).containsExactly(3L);

        // When
        WrittenWeights damaged = weights(TinyTask.STUDENT, 4, 0);
        List<WeightsChunk> chunks = new ArrayList<>(damaged.chunks());
        byte[] altered = chunks.get(2).getData().toByteArray();
        altered[17] ^= 1;
        chunks.set(
                2,
                chunks.get(2).toBuilder().setData(ByteString.copyFrom(altered)).build());
        send(new WrittenWeights(damaged.manifest(), chunks));
        recorder.await("the damage", seen -> seen.refusedWeights().size() == 1);
        send(weights(new Cnn(List.of(1, 8, 8), List.of(4, 8), List.of(12), 4), 5, 0));
        recorder.await("the other architecture", seen -> seen.refusedWeights().size() == 2);
        send(weights(TinyTask.STUDENT, 6, Float.NaN));
        recorder.await("what is not finite", seen -> seen.refusedWeights().size() == 3);
        WrittenWeights claims = weights(TinyTask.STUDENT, 6, 0);
        send(new WrittenWeights(
                claims.manifest().toBuilder()
                        .setVersion(claims.manifest().getVersion().toBuilder()
                                .setHoldout(HoldoutFigures.getDefaultInstance()))
                        .build(),
                claims.chunks()));
        recorder.await("figures of no sample", seen -> seen.refusedWeights().size() == 4);
        List<Long> through = versions();
        send(weights(TinyTask.STUDENT, 7, 0));
        recorder.await("what is good", seen -> seen.received() == 2);

        // Then
        assertThat(recorder.refusedWeights())
                .containsExactly(
                        WeightsRefusal.DAMAGED,
                        WeightsRefusal.MISMATCH,
                        WeightsRefusal.NOT_FINITE,
                        WeightsRefusal.MALFORMED);
        assertThat(through).containsExactly(3L);
        assertThat(versions()).containsExactly(3L, 7L);
        assertThat(models.peek().orElseThrow().newestEventTimeMs()).isEqualTo(7000);
    }

    @Test
    void waitsForTheTopicAndGoesOnWhenBrokersComeBack() throws Exception {
        // Given
        try (LogLines lines = LogLines.of(WeightsFollower.class.getName())) {
            thread.start();
            lines.await("there is no such topic");
        }
        createTopic();
        send(weights(TinyTask.STUDENT, 1, 0));
        recorder.await("the first", seen -> seen.received() == 1);

        // When
        cluster.stopNodes(node -> true, null);
        boolean ready = models.isReady();
        cluster.startNodes(node -> true);
        send(weights(TinyTask.STUDENT, 2, 0));
        recorder.await("the second", seen -> seen.received() == 2);

        // Then
        assertThat(ready).isTrue();
        assertThat(versions()).containsExactly(1L, 2L);
    }

    private void createTopic() throws Exception {
        try (Admin admin = Admin.create(cluster.getKafkaClientConfiguration())) {
            admin.createTopics(new TopicPlan(TopicNames.DEFAULT, RecordLimits.DEFAULT, 1, (short) 1)
                            .topics().stream()
                                    .filter(topic -> topic.name().equals(TOPIC))
                                    .toList())
                    .all()
                    .get();
        }
    }

    private List<Long> versions() {
        return models.versions().stream().map(ServedModel::version).toList();
    }

    private WrittenWeights weights(Cnn architecture, long version, float added) {
        try (TrainableNetwork network = architecture.newNetwork(engine, version)) {
            network.learned().values().iterator().next().addi(added);
            return WrittenWeights.of(new ServedModel(network, version, version, 1000 * version), architecture, CHUNK);
        }
    }

    private void send(WrittenWeights weights) throws Exception {
        producer.beginTransaction();
        for (WeightsChunk chunk : weights.chunks()) {
            producer.send(new ProducerRecord<>(TOPIC, KEYS.chunk(chunk.getIndex()), chunk.toByteArray()))
                    .get();
        }
        producer.send(new ProducerRecord<>(
                        TOPIC, KEYS.manifest(), weights.manifest().toByteArray()))
                .get();
        producer.commitTransaction();
    }
}
