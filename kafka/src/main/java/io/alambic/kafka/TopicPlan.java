package io.alambic.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * How the topics are to be created.
 *
 * @param names the topics' names
 * @param limits largest record of every topic
 * @param partitions partitions of the samples and of the knowledge topic; a teacher instance or
 *     stream thread can work on each
 * @param replicationFactor copies of each partition
 */
public record TopicPlan(TopicNames names, RecordLimits limits, int partitions, short replicationFactor) {

    private static final long WEIGHTS_SEGMENT_BYTES = 64L << 20;

    public TopicPlan {
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions must be at least 1, but is " + partitions);
        }
        if (replicationFactor < 1) {
            throw new IllegalArgumentException("replication factor must be at least 1, but is " + replicationFactor);
        }
    }

    /** The topics, ready for {@code Admin.createTopics}. */
    public List<NewTopic> topics() {
        return List.of(
                topic(names.samples(), partitions, TopicConfig.CLEANUP_POLICY_DELETE),
                topic(names.knowledge(), partitions, TopicConfig.CLEANUP_POLICY_DELETE),
                topic(names.control(), 1, TopicConfig.CLEANUP_POLICY_COMPACT),
                weights(),
                topic(names.deadLetters(), 1, TopicConfig.CLEANUP_POLICY_DELETE));
    }

    /** Of one partition, in which a manifest follows its chunks; cleaned soon and often, for it is read from the start. */
    private NewTopic weights() {
        NewTopic topic = topic(names.weights(), 1, TopicConfig.CLEANUP_POLICY_COMPACT);
        topic.configs().put(TopicConfig.SEGMENT_BYTES_CONFIG, Long.toString(WEIGHTS_SEGMENT_BYTES));
        topic.configs().put(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.1");
        return topic;
    }

    private NewTopic topic(String name, int partitionCount, String cleanup) {
        Map<String, String> configs = new HashMap<>(limits.topic());
        configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, cleanup);
        return new NewTopic(name, partitionCount, replicationFactor).configs(configs);
    }
}
