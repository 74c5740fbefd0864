package io.alambic.student.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.student.LogLines;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PartitionsTest {

    private static final Node[] NODES = {new Node(0, "localhost", 9092)};
    private static final TopicPartition FIRST = new TopicPartition("k", 0);
    private static final TopicPartition SECOND = new TopicPartition("k", 1);

    private final MockConsumer<ByteBuffer, ByteBuffer> consumer = new MockConsumer<>("none");
    private final Partitions partitions = new Partitions(consumer, "k", Map.of("k-0", 40L));

    @Test
    void beginsAtRestoredOffsetsAndElseAtTheBeginning() {
        // Given
        exist(2);
        consumer.updateBeginningOffsets(Map.of(FIRST, 10L, SECOND, 20L));

        // When
        boolean found = partitions.refresh();

        // Then
        assertThat(found).isTrue();
        assertThat(consumer.position(FIRST)).isEqualTo(40);
        assertThat(consumer.position(SECOND)).isEqualTo(20);
    }

    @Test
    void pausesPartitionsThatAppearWhileItIsPaused() {
        // Given
        exist(1);
        partitions.refresh();
        partitions.pause();
        exist(2);
        consumer.updateBeginningOffsets(Map.of(SECOND, 0L));

        // When
        partitions.refresh();

        // Then
        assertThat(consumer.paused()).containsExactlyInAnyOrder(FIRST, SECOND);
    }

    @Test
    void readsOnBehindAGapAndSaysHowLargeItIs() {
        // Given
        exist(1);
        partitions.refresh();
        consumer.updateBeginningOffsets(Map.of(FIRST, 55L));

        try (LogLines lines = LogLines.of(Partitions.class.getName())) {
            // When
            List<Partitions.Jump> jumps = partitions.skipMissing(new OffsetOutOfRangeException(Map.of(FIRST, 40L)));

            // Then
            assertThat(jumps).containsExactly(new Partitions.Jump(FIRST, 40, 55));
            assertThat(jumps.get(0).missed()).isEqualTo(15);
            assertThat(lines.all()).singleElement().asString().contains("from=40 to=55 missed_offsets=15");
        }
        assertThat(consumer.position(FIRST)).isEqualTo(55);
    }

    @Test
    void readsAPartitionThatIsShorterThanTheOffsetFromItsBeginning() {
        // Given
        exist(1);
        partitions.refresh();
        consumer.updateBeginningOffsets(Map.of(FIRST, 0L));

        try (LogLines lines = LogLines.of(Partitions.class.getName())) {
            // When
            List<Partitions.Jump> jumps = partitions.skipMissing(new OffsetOutOfRangeException(Map.of(FIRST, 40L)));

            // Then
            assertThat(jumps.get(0).missed()).isZero();
            assertThat(lines.all()).singleElement().asString().contains("from=40 to=0 The partition ends before");
        }
        assertThat(consumer.position(FIRST)).isZero();
    }

    @Test
    void goesOnWhereATruncatedLogDivergesAndReadsNothingAgain() {
        // Given
        exist(1);
        partitions.refresh();
        consumer.updateBeginningOffsets(Map.of(FIRST, 0L));

        try (LogLines lines = LogLines.of(Partitions.class.getName())) {
            // When
            partitions.skipMissing(new LogTruncationException(
                    "truncated", Map.of(FIRST, 40L), Map.of(FIRST, new OffsetAndMetadata(35))));

            // Then
            assertThat(lines.all()).singleElement().asString().contains("from=40 to=35 The partition was truncated");
        }
        assertThat(consumer.position(FIRST)).isEqualTo(35);
    }

    @Test
    void saysThatTheTopicIsMissing() {
        // When
        boolean found = partitions.refresh();

        // Then
        assertThat(found).isFalse();
        assertThat(consumer.assignment()).isEmpty();
    }

    private void exist(int count) {
        List<PartitionInfo> infos = IntStream.range(0, count)
                .mapToObj(i -> new PartitionInfo("k", i, NODES[0], NODES, NODES))
                .toList();
        consumer.updatePartitions("k", infos);
    }
}
