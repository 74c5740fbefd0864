package io.alambic.student.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.kafka.TopicInspector;
import io.alambic.kafka.TopicState;
import io.alambic.student.LogLines;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PartitionsTest {

    private static final TopicPartition FIRST = new TopicPartition("k", 0);
    private static final TopicPartition SECOND = new TopicPartition("k", 1);

    private final MockConsumer<ByteBuffer, ByteBuffer> consumer = new MockConsumer<>("none");
    private final Brokers brokers = new Brokers();
    private final Partitions partitions = new Partitions(consumer, "k", brokers, Map.of("k-0", 40L), "first");

    @Test
    void beginsAtRestoredOffsetsAndElseAtTheBeginning() throws Exception {
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
    void pausesPartitionsThatAppearWhileItIsPaused() throws Exception {
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
    void readsOnBehindAGapAndSaysHowLargeItIs() throws Exception {
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
    void takesAPartitionThatIsShorterForANewOneWhereTheCheckpointDidNotSayOfWhichTopicItsOffsetIs() throws Exception {
        // Given
        Partitions old = new Partitions(consumer, "k", brokers, Map.of("k-0", 40L), "");
        exist(1);
        old.refresh();
        consumer.updateBeginningOffsets(Map.of(FIRST, 0L));

        try (LogLines lines = LogLines.of(Partitions.class.getName())) {
            // When
            List<Partitions.Jump> jumps = old.skipMissing(new OffsetOutOfRangeException(Map.of(FIRST, 40L)));

            // Then
            assertThat(jumps.get(0).missed()).isZero();
            assertThat(lines.all()).singleElement().asString().contains("from=40 to=0 The partition ends before");
        }
        assertThat(consumer.position(FIRST)).isZero();
    }

    @Test
    void goesOnWhereATruncatedLogDivergesAndReadsNothingAgain() throws Exception {
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
    void saysThatTheTopicIsMissing() throws Exception {
        // When
        boolean found = partitions.refresh();

        // Then
        assertThat(found).isFalse();
        assertThat(consumer.assignment()).isEmpty();
    }

    @Test
    void readsATopicThatWasMadeAnewFromItsBeginningHoweverLongItIs() throws Exception {
        // Given
        brokers.id = "second";
        exist(2);
        consumer.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));

        try (LogLines lines = LogLines.of(Partitions.class.getName())) {
            // When
            partitions.refresh();

            // Then
            assertThat(lines.all()).first().asString().contains("id=second id_before=first The topic was deleted");
        }
        assertThat(consumer.position(FIRST)).isZero();
        assertThat(partitions.topicId()).isEqualTo("second");
    }

    @Test
    void noticesATopicThatIsMadeAnewWithFewerPartitionsWhileItIsRead() throws Exception {
        // Given
        exist(2);
        consumer.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
        partitions.refresh();
        exist(1);
        brokers.id = "second";

        // When
        List<Partitions.Jump> jumps = partitions.skipMissing(new OffsetOutOfRangeException(Map.of(FIRST, 40L)));

        // Then
        assertThat(jumps).isEmpty();
        assertThat(consumer.assignment()).containsExactly(FIRST);
        assertThat(consumer.position(FIRST)).isZero();
    }

    @Test
    void goesOnAtTheEndOfALogThatWasTruncatedWhileTheStudentWasAway() throws Exception {
        // Given
        exist(1);
        partitions.refresh();
        consumer.updateBeginningOffsets(Map.of(FIRST, 0L));
        brokers.end = 35;

        try (LogLines lines = LogLines.of(Partitions.class.getName())) {
            // When
            partitions.skipMissing(new OffsetOutOfRangeException(Map.of(FIRST, 40L)));

            // Then
            assertThat(lines.all()).singleElement().asString().contains("from=40 to=35 The partition was truncated");
        }
        assertThat(consumer.position(FIRST)).isEqualTo(35);
    }

    @Test
    void readsOnWhereBrokersGiveTopicsNoId() throws Exception {
        // Given
        brokers.id = "";
        exist(1);

        // When
        partitions.refresh();

        // Then
        assertThat(consumer.position(FIRST)).isEqualTo(40);
        assertThat(partitions.topicId()).isEqualTo("first");
    }

    private void exist(int count) {
        brokers.partitions = count;
    }

    /** A topic of so many partitions; 0 where it does not exist. */
    private static final class Brokers implements TopicInspector {

        private String id = "first";
        private int partitions;
        private long end = 40;

        @Override
        public TopicState state() {
            return partitions == 0 ? new TopicState.Missing() : new TopicState.Present(id, partitions);
        }

        @Override
        public Map<TopicPartition, Long> ends(Collection<TopicPartition> wanted) {
            return wanted.stream().collect(Collectors.toMap(partition -> partition, partition -> end));
        }
    }
}
