package io.alambic.teacher.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.core.tensor.TensorType;
import io.alambic.mapping.MappedSamples;
import io.alambic.mapping.MappingSettings;
import io.alambic.mapping.RecordMapping;
import io.alambic.mapping.RefusedRecordException;
import io.alambic.mapping.SourceRecord;
import io.alambic.mapping.TensorMapping;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class MappingAheadTest {

    private final RecordMapping mapping = RecordMapping.of(
            new MappingSettings(
                    "json",
                    Optional.empty(),
                    List.of(),
                    Optional.of("@header.id"),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(new TensorMapping("x", TensorType.FP32, Optional.empty(), List.of("x")))),
            1 << 20);

    @Test
    void recordsAreMappedBesideWhoeverAsksForThem() throws RefusedRecordException {
        // Given
        List<ConsumerRecord<byte[], byte[]>> poll = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            poll.add(record("{\"x\": %d}".formatted(i)));
        }

        try (MappingAhead ahead = new MappingAhead(mapping, 2)) {
            // When
            poll.forEach(ahead::begin);

            // Then
            for (ConsumerRecord<byte[], byte[]> record : poll) {
                MappedSamples mapped = ahead.map(source(record));
                assertThat(mapped).isEqualTo(mapping.map(source(record)));
                assertThat(mapped.batch().getSampleIdsList()).containsExactly("a7");
            }
        }
    }

    @Test
    void aRefusalIsToldToWhoeverAsks() {
        // Given
        ConsumerRecord<byte[], byte[]> record = record("{}");

        try (MappingAhead ahead = new MappingAhead(mapping, 1)) {
            // When
            ahead.begin(record);
            ahead.begin(record);

            // Then
            assertThatThrownBy(() -> ahead.map(source(record)))
                    .isInstanceOf(RefusedRecordException.class)
                    .hasMessage("x: expected a value, but it is missing");
        }
    }

    @Test
    void whatWasNotBegunOrWasGivenUpIsMappedAllTheSame() throws RefusedRecordException {
        // Given
        ConsumerRecord<byte[], byte[]> begun = record("{\"x\": 1}");
        ConsumerRecord<byte[], byte[]> later = record("{\"x\": 2}");
        MappingAhead ahead = new MappingAhead(mapping, 1);

        // When
        ahead.begin(begun);
        ahead.begin(record(null));
        ahead.close();
        ahead.begin(later);

        // Then
        assertThat(ahead.map(source(begun)).samples()).isEqualTo(1);
        assertThat(ahead.map(source(later)).samples()).isEqualTo(1);
        assertThat(ahead.map(SourceRecord.of(null, 0)).isEmpty()).isTrue();
    }

    private static SourceRecord source(ConsumerRecord<byte[], byte[]> record) {
        return new SourceRecord(record.key(), record.value(), record.timestamp(), name -> record.headers()
                .lastHeader(name)
                .value());
    }

    private static ConsumerRecord<byte[], byte[]> record(String json) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("id", "a7".getBytes(StandardCharsets.UTF_8));
        return new ConsumerRecord<>(
                "samples",
                0,
                0,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                null,
                json == null ? null : json.getBytes(StandardCharsets.UTF_8),
                headers,
                Optional.empty());
    }
}
