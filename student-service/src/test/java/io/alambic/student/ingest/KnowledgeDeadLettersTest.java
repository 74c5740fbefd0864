package io.alambic.student.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.kafka.DeadLetter;
import io.alambic.student.knowledge.Refusal;
import io.alambic.student.knowledge.RefusedKnowledgeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class KnowledgeDeadLettersTest {

    private final RefusedKnowledgeException refused =
            new RefusedKnowledgeException(Refusal.MISMATCH, 3, "no input 'image'", null);

    @Test
    void sendsTheRecordUntouchedWithItsReasonAndOrigin() throws Exception {
        // Given
        MockProducer<byte[], byte[]> producer = producer();
        KnowledgeDeadLetters letters = new KnowledgeDeadLetters(() -> producer, "dead", 1 << 20);

        // When
        boolean sent = letters.send(record(), refused, () -> true);

        // Then
        assertThat(sent).isTrue();
        ProducerRecord<byte[], byte[]> letter = producer.history().get(0);
        assertThat(letter.topic()).isEqualTo("dead");
        assertThat(letter.key()).isEqualTo(bytes("key"));
        assertThat(letter.value()).isEqualTo(bytes("value"));
        assertThat(letter.timestamp()).isEqualTo(77);
        assertThat(letter.headers().lastHeader("trace").value()).isEqualTo(bytes("t-1"));
        assertThat(DeadLetter.from(letter.headers()))
                .isEqualTo(new DeadLetter("mismatch", "no input 'image'", "", "student", "knowledge", 3, 9));
    }

    @Test
    void recordThatIsTooLargeForTheTopicTravelsAsItsPlaceAndReason() throws Exception {
        // Given
        MockProducer<byte[], byte[]> producer = producer();
        KnowledgeDeadLetters letters = new KnowledgeDeadLetters(() -> producer, "dead", 4);

        // When
        boolean sent = letters.send(record(), refused, () -> true);

        // Then
        assertThat(sent).isTrue();
        ProducerRecord<byte[], byte[]> letter = producer.history().get(0);
        assertThat(letter.value()).isNull();
        assertThat(DeadLetter.from(letter.headers()).offset()).isEqualTo(9);
    }

    @Test
    void triesAgainUntilItIsToldToStop() throws Exception {
        // Given
        MockProducer<byte[], byte[]> producer = producer();
        producer.sendException = new TimeoutException("no broker");
        Iterator<Boolean> goOn = List.of(true, true, false).iterator();

        // When
        boolean sent = new KnowledgeDeadLetters(() -> producer, "dead", 1 << 20).send(record(), refused, goOn::next);

        // Then
        assertThat(sent).isFalse();
        assertThat(goOn).isExhausted();
    }

    @Test
    void failsWhereTryingAgainCannotHelp() {
        // Given
        KnowledgeDeadLetters letters = new KnowledgeDeadLetters(
                () -> new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                    @Override
                    public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> letter) {
                        return CompletableFuture.failedFuture(new RecordTooLargeException("17 MiB"));
                    }
                },
                "dead",
                1 << 20);

        // When
        assertThatThrownBy(() -> letters.send(record(), refused, () -> true))
                // Then
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("dead letter to topic 'dead' failed: 17 MiB");
    }

    private static MockProducer<byte[], byte[]> producer() {
        return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static ConsumerRecord<ByteBuffer, ByteBuffer> record() {
        return new ConsumerRecord<>(
                "knowledge",
                3,
                9,
                77,
                TimestampType.CREATE_TIME,
                3,
                5,
                ByteBuffer.wrap(bytes("key")),
                ByteBuffer.wrap(bytes("value")),
                new RecordHeaders().add("trace", bytes("t-1")),
                Optional.empty());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
