package io.alambic.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Queries the brokers through Kafka's admin client, which its owner closes. Thread safe. */
public final class AdminTopicInspector implements TopicInspector {

    private final Admin admin;
    private final String topic;
    private final Duration timeout;

    /**
     * Creates an inspector of one topic.
     *
     * @param timeout longest wait for each answer
     */
    public AdminTopicInspector(Admin admin, String topic, Duration timeout) {
        this.admin = admin;
        this.topic = topic;
        this.timeout = timeout;
    }

    @Override
    public TopicState state() throws InterruptedException {
        try {
            TopicDescription description = KafkaFutures.get(
                            admin.describeTopics(List.of(topic)).allTopicNames(), timeout)
                    .get(topic);
            Uuid id = description.topicId();
            return new TopicState.Present(
                    Uuid.ZERO_UUID.equals(id) ? "" : id.toString(),
                    description.partitions().size());
        } catch (UnknownTopicOrPartitionException e) {
            return new TopicState.Missing();
        } catch (RetriableException e) {
            return new TopicState.Unreachable(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) throws InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        return KafkaFutures.get(admin.listOffsets(latest).all(), timeout).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, end -> end.getValue().offset()));
    }
}
