package io.alambic.student.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.inference.InferParameter;
import io.alambic.inference.ModelInferRequest;
import io.alambic.student.Recorder;
import io.alambic.student.TinyTask;
import io.alambic.student.admission.RequestMemory;
import io.alambic.student.feedback.FeedbackListener.Fate;
import io.alambic.student.protocol.AnsweredRequest;
import io.alambic.student.protocol.AnsweredRequests;
import io.alambic.student.protocol.Requests;
import io.alambic.student.records.RecordQuestions;
import io.alambic.student.records.TinyRecords;
import io.alambic.student.threads.TestThreads;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Where requests bring records, these go back as they came. */
class RecordFeedbackTest {

    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_123L);
    private static final String EVENT = TinyRecords.event(TinyRecords.image(1));
    private static final String OTHER = TinyRecords.event(TinyRecords.image(2));

    private final Recorder recorder = new Recorder();
    private final AtomicLong nanos = new AtomicLong();
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

    private Feedback feedback(Order order, double budget) {
        FeedbackSettings settings = new FeedbackSettings(
                "samples",
                1,
                Set.of(),
                order,
                budget,
                new Pool.Limits(100, 1 << 20),
                Optional.of(Set.of("ce_id", "absent")));
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

    private static AnsweredRequest answered(ModelInferRequest request, float... logits) {
        RecordQuestions questions = new RecordQuestions(
                TinyRecords.mapping(), TinyTask.STUDENT.signature().named(), 8, InstantSource.fixed(NOW));
        try (RequestMemory.Reservation reservation = new RequestMemory(1 << 20).reserve(1)) {
            return AnsweredRequests.of(questions.map(request, reservation), "logits", logits);
        }
    }

    private static InferParameter text(String text) {
        return InferParameter.newBuilder().setStringParam(text).build();
    }

    private List<String> values() {
        return producer.history().stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void aRecordGoesBackWithItsKeyItsTimeAndTheHeadersThatTheMappingReads() {
        // Given
        ModelInferRequest request = TinyRecords.typed(EVENT).toBuilder()
                .putParameters("key", text("line-3"))
                .putParameters(
                        "timestamp",
                        InferParameter.newBuilder().setInt64Param(5).build())
                .putParameters("header.ce_id", text("17"))
                .putParameters("header.authorization", text("secret"))
                .build();
        try (Feedback feedback = feedback(Order.ARRIVAL, 10)) {
            feedback.offer(answered(request, 1, 0, 0, 0));
            nanos.addAndGet(1_000_000_000);

            // When
            feedback.start();
            recorder.await("the record", seen -> seen.fedBack(Fate.SENT) == 1);
        }

        // Then
        ProducerRecord<byte[], byte[]> record = producer.history().get(0);
        assertThat(record.topic()).isEqualTo("samples");
        assertThat(record.key()).asString().isEqualTo("line-3");
        assertThat(record.value()).asString().isEqualTo(EVENT);
        assertThat(record.timestamp()).isEqualTo(5);
        assertThat(Arrays.stream(record.headers().toArray()))
                .extracting(Header::key, header -> new String(header.value(), StandardCharsets.UTF_8))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("ce_id", "17"),
                        org.assertj.core.groups.Tuple.tuple("alambic.feedback", "student"));
    }

    @Test
    void eachRecordOfARequestGoesBackByItselfTheLeastSureFirst() {
        // Given
        try (Feedback feedback = feedback(Order.ENTROPY, 1)) {
            feedback.offer(answered(TinyRecords.raw(EVENT, OTHER), 9, 0, 0, 0, 0, 0, 0, 0));
            nanos.addAndGet(1_000_000_000);

            // When
            feedback.start();
            recorder.await("one", seen -> seen.fedBack(Fate.SENT) == 1);
            nanos.addAndGet(1_000_000_000);
            recorder.await("the other a second later", seen -> seen.fedBack(Fate.SENT) == 2);
        }

        // Then
        assertThat(values()).containsExactly(OTHER, EVENT);
        assertThat(producer.history().get(0).timestamp()).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void whatWasSentBackAlreadyAndWhatTheTeacherCouldNotMapStays() {
        // Given
        ModelInferRequest looped = TinyRecords.typed(EVENT).toBuilder()
                .putParameters("header.alambic.feedback", text("student"))
                .build();
        try (Feedback feedback = feedback(Order.ARRIVAL, 10)) {
            feedback.offer(answered(looped, 1, 0, 0, 0));
            feedback.offer(AnsweredRequests.of(
                    Requests.raw("student", 1, new float[TinyTask.SIDE * TinyTask.SIDE]), "logits", 1, 0, 0, 0));
            feedback.offer(answered(TinyRecords.typed(OTHER), 1, 0, 0, 0));
            nanos.addAndGet(1_000_000_000);

            // When
            feedback.start();
            recorder.await("the one that is new", seen -> seen.fedBack(Fate.SENT) == 1);
        }

        // Then
        assertThat(values()).containsExactly(OTHER);
        assertThat(recorder.fedBack(Fate.DROPPED)).isZero();
    }

    @Test
    void aRecordOfManySamplesCostsAsManyOfTheBudget() {
        // Given
        Pool pool = new Pool(new Pool.Limits(10, 1 << 20));
        for (int number = 0; number < 3; number++) {
            pool.add(new FedBackItem(
                    0, number, 0, new FedBackContent.Whole(io.alambic.mapping.SourceRecord.of(new byte[] {1}, 0), 4)));
        }

        // When
        List<FedBackItem> first = pool.take(3, 1 << 20);
        List<FedBackItem> second = pool.take(7, 1 << 20);

        // Then
        assertThat(first).extracting(FedBackItem::number).containsExactly(0L);
        assertThat(second).extracting(FedBackItem::number).containsExactly(1L);
        assertThat(pool.isEmpty()).isTrue();
    }
}
