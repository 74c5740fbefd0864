package io.alambic.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.internals.Topic;
import org.junit.jupiter.api.Test;

class TopicPlanTest {

    private static final TopicNames NAMES = new TopicNames("s", "k", "c", "w", "d");

    @Test
    void samplesAndKnowledgeArePartitionedAndTheOthersAreNot() {
        // When
        List<NewTopic> topics = new TopicPlan(NAMES, RecordLimits.DEFAULT, 6, (short) 3).topics();

        // Then
        assertThat(topics.stream().map(NewTopic::name)).containsExactly("s", "k", "c", "w", "d");
        assertThat(topics.stream().map(NewTopic::numPartitions)).containsExactly(6, 6, 1, 1, 1);
        assertThat(topics)
                .allSatisfy(topic -> assertThat(topic.replicationFactor()).isEqualTo((short) 3));
    }

    @Test
    void settingsAndWeightsAreCompactedAndTheRestIsKeptForATime() {
        // When
        List<NewTopic> topics = new TopicPlan(NAMES, RecordLimits.DEFAULT, 1, (short) 1).topics();

        // Then
        assertThat(topics.stream().map(topic -> topic.configs().get("cleanup.policy")))
                .containsExactly("delete", "delete", "compact", "compact", "delete");
    }

    @Test
    void whatTheServicesWriteIsKeptFromWhenItWasWritten() {
        // When
        List<NewTopic> topics = new TopicPlan(NAMES, Optional.of("a"), RecordLimits.DEFAULT, 1, (short) 1).topics();

        // Then
        assertThat(topics.stream()
                        .filter(topic -> "LogAppendTime".equals(topic.configs().get("message.timestamp.type")))
                        .map(NewTopic::name))
                .containsExactly("k", "d", "a");
    }

    @Test
    void everyTopicTakesTheLargestRecordTheDeadLettersToo() {
        // Given
        RecordLimits limits = new RecordLimits(5 << 20);

        // When
        List<NewTopic> topics = new TopicPlan(NAMES, limits, 1, (short) 1).topics();

        // Then
        assertThat(topics).allSatisfy(topic -> assertThat(topic.configs()).containsAllEntriesOf(limits.topic()));
    }

    @Test
    void whereTeachersAnswerToAMergeTheirTopicIsPartitionedAsTheSamplesAre() {
        // When
        List<NewTopic> topics = new TopicPlan(NAMES, Optional.of("a"), RecordLimits.DEFAULT, 6, (short) 3).topics();

        // Then
        assertThat(topics.get(5)).satisfies(topic -> {
            assertThat(topic.name()).isEqualTo("a");
            assertThat(topic.numPartitions()).isEqualTo(6);
            assertThat(topic.configs()).containsEntry("cleanup.policy", "delete");
        });
    }

    @Test
    void noPartitionOrNoCopyIsRefused() {
        assertThatThrownBy(() -> new TopicPlan(NAMES, RecordLimits.DEFAULT, 0, (short) 1))
                .hasMessageContainingAll("partitions", "is 0");
        assertThatThrownBy(() -> new TopicPlan(NAMES, RecordLimits.DEFAULT, 1, (short) 0))
                .hasMessageContainingAll("replication factor", "is 0");
    }

    @Test
    void theUsualNamesAreNamesThatKafkaTakes() {
        // Given
        TopicNames names = TopicNames.DEFAULT;

        // When
        List<String> all =
                List.of(names.samples(), names.knowledge(), names.control(), names.weights(), names.deadLetters());

        // Then
        assertThat(all).doesNotHaveDuplicates().allSatisfy(name -> assertThat(name)
                .startsWith("alambic."));
        assertThat(all).allMatch(Topic::isValid);
    }

    @Test
    void nameThatIsMissingIsNamed() {
        assertThatThrownBy(() -> new TopicNames("s", null, "c", "d")).hasMessage("knowledge topic");
    }
}
