package io.alambic.student.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import io.alambic.inference.InferParameter;
import io.alambic.inference.ModelInferRequest;
import io.alambic.student.Recorder;
import io.alambic.student.TinyTask;
import io.alambic.student.feedback.FeedbackListener.Fate;
import io.alambic.student.protocol.AnsweredRequests;
import io.alambic.student.protocol.Requests;
import io.alambic.student.threads.TestThreads;
import io.alambic.v1.SampleBatch;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class FeedbackTest {

    private static final int PIXELS = TinyTask.SIDE * TinyTask.SIDE;
    private static final Pool.Limits ROOMY = new Pool.Limits(1000, 1 << 20);
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_123L);

    private final Recorder recorder = new Recorder();
    private final AtomicLong nanos = new AtomicLong();

    private static FeedbackSettings settings(double rate, Order order, double budget, Pool.Limits pool) {
        return new FeedbackSettings("samples", rate, Set.of(), order, budget, pool, Optional.empty());
    }

    private Feedback feedback(FeedbackSettings settings, MockProducer<byte[], byte[]> producer) {
        return new Feedback(
                settings,
                "student",
                "p1",
                TinyTask.STUDENT.signature().inputs(),
                producer,
                InstantSource.fixed(NOW),
                nanos::get,
                recorder,
                TestThreads.supervisor());
    }

    private static MockProducer<byte[], byte[]> kafka() {
        return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Samples whose every pixel is their number. */
    private static ModelInferRequest request(int... numbers) {
        float[] pixels = new float[numbers.length * PIXELS];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = numbers[i / PIXELS];
        }
        return Requests.raw("student", numbers.length, pixels);
    }

    private static List<SampleBatch> batches(MockProducer<byte[], byte[]> producer) throws Exception {
        List<SampleBatch> batches = new ArrayList<>();
        for (ProducerRecord<byte[], byte[]> record : producer.history()) {
            batches.add(SampleBatch.parseFrom(record.value()));
        }
        return batches;
    }

    private static List<Float> numbers(List<SampleBatch> batches) {
        List<Float> numbers = new ArrayList<>();
        for (SampleBatch batch : batches) {
            var floats = batch.getTensors(0)
                    .getData()
                    .asReadOnlyByteBuffer()
                    .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer();
            for (int i = 0; i < batch.getTensors(0).getShape(0); i++) {
                numbers.add(floats.get(i * PIXELS));
            }
        }
        return numbers;
    }

    @Test
    void aSampleGoesBackAsItCameWithAnIdOfItsOwn() throws Exception {
        // Given
        MockProducer<byte[], byte[]> producer = kafka();
        try (Feedback feedback = feedback(settings(1, Order.ARRIVAL, 100, ROOMY), producer)) {
            feedback.offer(AnsweredRequests.of(request(4, 5), "logits", 1, 0, 0, 0, 0, 1, 0, 0));
            nanos.addAndGet(1_000_000_000);

            // When
            feedback.start();
            recorder.await("both samples", seen -> seen.fedBack(Fate.SENT) == 2);
        }

        // Then
        SampleBatch batch = batches(producer).get(0);
        assertThat(batch.getSampleIdsList()).containsExactly("feedback/p1/0", "feedback/p1/1");
        assertThat(batch.getTensors(0).getName()).isEqualTo("image");
        assertThat(batch.getTensors(0).getShapeList()).containsExactly(2L, 1L, 8L, 8L);
        assertThat(numbers(List.of(batch))).containsExactly(4f, 5f);
        assertThat(batch.getLabelsList()).isEmpty();
        assertThat(batch.getEventTime().getSeconds()).isEqualTo(1_700_000_000L);
        assertThat(batch.getEventTime().getNanos()).isEqualTo(123_000_000);
        assertThat(producer.history()
                        .get(0)
                        .headers()
                        .lastHeader(FeedbackForm.HEADER)
                        .value())
                .asString()
                .isEqualTo("student");
    }

    @Test
    void withinTheBudgetTheLeastSureGoFirst() throws Exception {
        // Given
        MockProducer<byte[], byte[]> producer = kafka();
        try (Feedback feedback = feedback(settings(1, Order.ENTROPY, 2, ROOMY), producer)) {
            feedback.offer(AnsweredRequests.of(request(1), "logits", 9, 0, 0, 0));
            feedback.offer(AnsweredRequests.of(request(2), "logits", 0, 0, 0, 0));
            feedback.offer(AnsweredRequests.of(request(3), "logits", 5, 0, 0, 0));
            feedback.offer(AnsweredRequests.of(request(4), "probabilities", 0.5f, 0.5f, 0, 0));
            nanos.addAndGet(1_000_000_000);

            // When
            feedback.start();
            recorder.await("as many as the budget allows", seen -> seen.fedBack(Fate.SENT) == 2);
            nanos.addAndGet(1_000_000_000);
            recorder.await("the others a second later", seen -> seen.fedBack(Fate.SENT) == 4);
        }

        // Then
        assertThat(numbers(batches(producer))).containsExactly(2f, 4f, 3f, 1f);
    }

    @Test
    void whereThereIsNoRoomTheSurestAreDropped() throws Exception {
        // Given
        MockProducer<byte[], byte[]> producer = kafka();
        FeedbackSettings settings = settings(1, Order.MARGIN, 10, new Pool.Limits(2, 1 << 20));
        try (Feedback feedback = feedback(settings, producer)) {
            feedback.offer(AnsweredRequests.of(request(1), "logits", 0, 0, 0, 0));
            feedback.offer(AnsweredRequests.of(request(2), "logits", 9, 0, 0, 0));
            feedback.offer(AnsweredRequests.of(request(3), "logits", 1, 0, 0, 0));
            nanos.addAndGet(1_000_000_000);

            // When
            feedback.start();
            recorder.await("the two of least margin", seen -> seen.fedBack(Fate.SENT) == 2);
        }

        // Then
        assertThat(numbers(batches(producer))).containsExactly(1f, 3f);
        assertThat(recorder.fedBack(Fate.DROPPED)).isEqualTo(1);
    }

    @Test
    void aSenderCanForbidIt() throws Exception {
        // Given
        MockProducer<byte[], byte[]> producer = kafka();
        ModelInferRequest forbidden = request(1).toBuilder()
                .putParameters(
                        "feedback",
                        InferParameter.newBuilder().setBoolParam(false).build())
                .build();
        try (Feedback feedback = feedback(settings(1, Order.ARRIVAL, 10, ROOMY), producer)) {
            feedback.offer(AnsweredRequests.of(forbidden, "logits", 1, 0, 0, 0));
            feedback.offer(AnsweredRequests.of(request(2), "logits", 1, 0, 0, 0));
            nanos.addAndGet(1_000_000_000);

            // When
            feedback.start();
            recorder.await("the other", seen -> seen.fedBack(Fate.SENT) == 1);
        }

        // Then
        assertThat(numbers(batches(producer))).containsExactly(2f);
        assertThat(recorder.fedBack(Fate.DROPPED)).isZero();
    }

    @Test
    void anAnswerThatIsNoNumberIsNotSent() {
        // Given
        MockProducer<byte[], byte[]> producer = kafka();
        try (Feedback feedback = feedback(settings(1, Order.ENTROPY, 10, ROOMY), producer)) {
            feedback.offer(AnsweredRequests.of(request(1), "logits", Float.NaN, 0, 0, 0));

            // When
            feedback.start();
            recorder.await("it to be dropped", seen -> seen.fedBack(Fate.DROPPED) == 1);
        }

        // Then
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void aShareOfTheRequestsIsChosen() {
        // Given
        Feedback feedback = feedback(settings(0.25, Order.ARRIVAL, 1, new Pool.Limits(1, 1)), kafka());

        // When: every chosen one finds no room
        for (int i = 0; i < 4000; i++) {
            feedback.offer(AnsweredRequests.of(request(1), "logits", 1, 0, 0, 0));
        }

        // Then
        assertThat(recorder.fedBack(Fate.DROPPED)).isCloseTo(1000, within(100));
        feedback.close();
    }

    @Test
    void whoAnswersNeverWaitsForKafka() throws Exception {
        // Given
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        MockProducer<byte[], byte[]> stuck =
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                    @Override
                    public synchronized Future<RecordMetadata> send(
                            ProducerRecord<byte[], byte[]> record, Callback callback) {
                        asked.countDown();
                        try {
                            gate.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        throw new TimeoutException("no broker");
                    }
                };
        int requests = 1000;
        try (Feedback feedback = feedback(settings(1, Order.ARRIVAL, 1, new Pool.Limits(10, 1 << 20)), stuck)) {
            nanos.addAndGet(1_000_000_000);
            feedback.start();
            feedback.offer(AnsweredRequests.of(request(0), "logits", 1, 0, 0, 0));
            asked.await();

            // When
            for (int i = 1; i < requests; i++) {
                feedback.offer(AnsweredRequests.of(request(i), "logits", 1, 0, 0, 0));
            }

            // Then
            assertThat(recorder.fedBack(Fate.DROPPED)).isGreaterThan(requests / 2);
            gate.countDown();
            recorder.await("Kafka's refusal", seen -> seen.fedBack(Fate.FAILED) == 1);
        }
    }

    @Test
    void doubtIsEntropyInNatsOrTheMissingMargin() {
        assertThat(Order.ENTROPY.doubt(new double[] {0.5, 0.5})).isCloseTo(Math.log(2), within(1e-12));
        assertThat(Order.ENTROPY.doubt(new double[] {1, 0})).isZero();
        assertThat(Order.MARGIN.doubt(new double[] {0.2, 0.7, 0.1})).isCloseTo(0.5, within(1e-12));
        assertThat(Order.MARGIN.doubt(new double[] {0.7, 0.7})).isCloseTo(1, within(1e-12));
        assertThat(Order.MARGIN.doubt(new double[0])).isZero();
        assertThat(Order.ARRIVAL.doubt(new double[] {0.5, 0.5})).isZero();
    }

    @Test
    void thePoolIsBoundedByBytesToo() {
        // Given
        Pool pool = new Pool(new Pool.Limits(100, 10));
        pool.add(new FedBackItem(1, 0, 0, new FedBackContent.Row(List.of(ByteString.copyFrom(new byte[6])))));

        // When
        int left =
                pool.add(new FedBackItem(2, 1, 0, new FedBackContent.Row(List.of(ByteString.copyFrom(new byte[6])))));

        // Then
        assertThat(left).isEqualTo(1);
        assertThat(pool.take(10, 1)).extracting(FedBackItem::number).containsExactly(1L);
        assertThat(pool.isEmpty()).isTrue();
    }
}
