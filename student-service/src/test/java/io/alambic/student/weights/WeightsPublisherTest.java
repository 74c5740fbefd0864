package io.alambic.student.weights;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.safetensors.SafetensorsFile;
import io.alambic.core.storage.WeightType;
import io.alambic.core.tensor.TensorType;
import io.alambic.student.Recorder;
import io.alambic.student.TinyTask;
import io.alambic.student.grpc.Serving;
import io.alambic.student.registry.ServedModel;
import io.alambic.student.registry.ServedModels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The publisher against Kafka's own producer for tests, which can be made to fail. */
class WeightsPublisherTest {

    private static final int CHUNK = 1 << 10;
    private static final String FINGERPRINT = TinyTask.STUDENT.fingerprint();

    private final NDManager engine = NDManager.newBaseManager();
    private final ServedModels models = Serving.models();
    private final Recorder recorder = new Recorder();
    private final List<MockProducer<byte[], byte[]>> producers = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private Thread thread;
    private WeightsPublisher publisher;
    private RuntimeException firstFailure;
    private WeightType type = WeightType.FP32;
    private long bytesPerSecond = Long.MAX_VALUE;

    @AfterEach
    void close() throws Exception {
        publisher.stop();
        thread.join(TimeUnit.SECONDS.toMillis(20));
        models.close();
        engine.close();
    }

    @Test
    void writesTheChunksAndThenTheManifestInOneTransaction() throws Exception {
        // Given
        start();

        // When
        serve(1);
        recorder.await("the first", seen -> seen.published().contains(1L));

        // Then
        MockProducer<byte[], byte[]> producer = producers.get(0);
        assertThat(producer.commitCount()).isEqualTo(1);
        WeightsAssembler assembler = new WeightsAssembler(new WeightsKeys("student"), engine, Integer.MAX_VALUE);
        List<ProducerRecord<byte[], byte[]>> records = producer.history();
        Optional<PublishedWeights> whole = Optional.empty();
        for (ProducerRecord<byte[], byte[]> each : records) {
            assertThat(whole).isEmpty();
            assertThat(each.value().length).isLessThan(CHUNK + 100);
            whole = assembler.accept(each.key(), each.value());
        }
        assertThat(records).hasSizeGreaterThan(3);
        assertThat(whole.orElseThrow().content().remaining())
                .isEqualTo(whole.orElseThrow().size());
    }

    @Test
    void afterAFailureItTriesAgainWithANewProducer() throws Exception {
        // Given
        firstFailure = new KafkaException("no broker");
        start();

        // When
        serve(1);
        recorder.await("the second attempt", seen -> seen.published().contains(1L));

        // Then
        assertThat(recorder.publicationFailures()).containsExactly("no broker");
        assertThat(producers).hasSize(2);
        assertThat(producers.get(0).closed()).isTrue();
    }

    @Test
    void itEndsOnceAnotherTrainerPublishesUnderItsName() throws Exception {
        // Given
        firstFailure = new ProducerFencedException("fenced");
        start();

        // When
        serve(1);

        // Then
        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(recorder.published()).isEmpty();
        assertThat(recorder.publicationFailures()).containsExactly("fenced");
        assertThat(producers).hasSize(1);
    }

    @Test
    void weightsOfSixteenBitsTakeHalfAndAreLoadedWithTheirRounding() throws Exception {
        // Given
        type = WeightType.FP16;
        start();

        // When
        serve(1);
        recorder.await("the first", seen -> seen.published().contains(1L));

        // Then
        WeightsAssembler assembler = new WeightsAssembler(new WeightsKeys("student"), engine, Integer.MAX_VALUE);
        Optional<PublishedWeights> whole = Optional.empty();
        for (ProducerRecord<byte[], byte[]> each : producers.get(0).history()) {
            whole = assembler.accept(each.key(), each.value());
        }
        ServedModel loaded = new WeightsLoader(TinyTask.STUDENT, engine).load(whole.orElseThrow());
        Map<String, NDArray> exact = models.peek().orElseThrow().network().snapshot();
        assertThat(loaded.network().snapshot()).allSatisfy((name, array) -> assertThat(
                        array.sub(exact.get(name)).abs().max().getFloat())
                .isLessThan(1e-3f));
        assertThat(SafetensorsFile.of(whole.orElseThrow().content()).tensors().values())
                .extracting(SafetensorsFile.Entry::type)
                .containsOnly(TensorType.FP16);
    }

    @Test
    void nothingIsPublishedBeforeTheBytesOfTheLastWeightsAllowIt() throws Exception {
        // Given
        bytesPerSecond = 1;
        start();
        serve(1);
        recorder.await("the first", seen -> seen.published().contains(1L));

        // When: there is no time for the second and the third until the publisher stops
        serve(2);
        serve(3);
        publisher.stop();
        thread.join(TimeUnit.SECONDS.toMillis(20));

        // Then
        assertThat(recorder.published()).containsExactly(1L, 3L);
    }

    private void start() {
        publisher = new WeightsPublisher(
                models,
                this::newProducer,
                new WeightsSettings("weights", true, CHUNK, type, bytesPerSecond),
                "student",
                FINGERPRINT,
                System::nanoTime,
                recorder);
        thread = new Thread(() -> {
            try {
                publisher.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                ended.countDown();
            }
        });
        thread.start();
    }

    private MockProducer<byte[], byte[]> newProducer() {
        MockProducer<byte[], byte[]> producer =
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        if (producers.isEmpty()) {
            producer.initTransactionException = firstFailure;
        }
        producers.add(producer);
        return producer;
    }

    private void serve(long version) {
        models.serve(new ServedModel(TinyTask.STUDENT.newNetwork(engine, 1), version, version, 0));
    }
}
