package io.alambic.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.kafka.DeadLetter;
import io.alambic.kafka.RecordOrigin;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.Test;

class OriginHeadersTest {

    private static final Map<String, Object> PARTITION =
            Map.of("cluster", "centre", "topic", "alambic.samples", "partition", 3);
    private static final Map<String, Object> OFFSET = Map.of("offset", 17L);

    private final OriginHeaders headers = new OriginHeaders();

    @Test
    void aCopySaysWhereItsRecordWasProducedFirst() {
        // When
        SourceRecord copy = headers.apply(record(PARTITION, OFFSET));

        // Then
        assertThat(origin(copy)).contains(new RecordOrigin("alambic.samples", 3, 17, OptionalInt.empty()));
    }

    @Test
    void aRecordThatNamesItsOriginKeepsIt() {
        // Given
        SourceRecord record = headers.apply(record(PARTITION, OFFSET));

        // When
        SourceRecord copy = headers.apply(new SourceRecord(
                Map.of("cluster", "north", "topic", "copies", "partition", 0),
                Map.of("offset", 4L),
                "copies",
                0,
                Schema.BYTES_SCHEMA,
                null,
                Schema.BYTES_SCHEMA,
                record.value(),
                0L,
                record.headers()));

        // Then
        assertThat(origin(copy)).contains(new RecordOrigin("alambic.samples", 3, 17, OptionalInt.empty()));
    }

    @Test
    void halfAnOriginIsReplaced() {
        // Given
        SourceRecord record = record(PARTITION, OFFSET);
        record.headers().add(DeadLetter.OFFSET, new byte[] {'9'}, Schema.BYTES_SCHEMA);

        // Then
        assertThat(origin(headers.apply(record)).orElseThrow().offset()).isEqualTo(17);
    }

    @Test
    void recordsOfOtherConnectorsStayAsTheyAre() {
        assertThat(headers.apply(record(Map.of("file", "a.txt"), Map.of("line", 1)))
                        .headers())
                .isEmpty();
        assertThat(headers.apply(record(null, null)).headers()).isEmpty();
    }

    @Test
    void connectFindsIt() {
        assertThat(ServiceLoader.load(Transformation.class)).hasAtLeastOneElementOfType(OriginHeaders.class);
    }

    private static SourceRecord record(Map<String, ?> partition, Map<String, ?> offset) {
        return new SourceRecord(
                partition,
                offset,
                "alambic.samples",
                3,
                Schema.BYTES_SCHEMA,
                null,
                Schema.BYTES_SCHEMA,
                "value".getBytes(StandardCharsets.UTF_8),
                0L);
    }

    private static Optional<RecordOrigin> origin(SourceRecord record) {
        RecordHeaders headers = new RecordHeaders();
        record.headers().forEach(header -> headers.add(header.key(), (byte[]) header.value()));
        return RecordOrigin.of(headers);
    }
}
