package io.alambic.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.record.TimestampType;

/**
 * Configuration of the topics to create.
 *
 * @param names of the topics
 * @param answers topic on which several teachers answer to a merge; empty where there is none
 * @param limits largest record of every topic
 * @param partitions of the topics of samples, answers and knowledge; the maximum number of teacher instances or stream
 *     threads that can work in parallel
 * @param replicationFactor replicas of each partition; {@link #AS_BROKERS_SAY}
 */
public record TopicPlan(
        TopicNames names, Optional<String> answers, RecordLimits limits, int partitions, short replicationFactor) {

    /** As many replicas as the brokers' default. */
    public static final short AS_BROKERS_SAY = -1;

    /** One partition each, so that samples keep their order, on one broker. */
    public static final TopicPlan SMALL = new TopicPlan(TopicNames.DEFAULT, RecordLimits.DEFAULT, 1, (short) 1);

    private static final long WEIGHTS_SEGMENT_BYTES = 64L << 20;

    public TopicPlan {
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions must be at least 1, but is " + partitions);
        }
        if (replicationFactor < 1 && replicationFactor != AS_BROKERS_SAY) {
            throw new IllegalArgumentException("replication factor must be at least 1, but is " + replicationFactor);
        }
    }

    /** Plans the topics of one teacher. */
    public TopicPlan(TopicNames names, RecordLimits limits, int partitions, short replicationFactor) {
        this(names, Optional.empty(), limits, partitions, replicationFactor);
    }

    /**
     * Returns the topics, ready for {@code Admin.createTopics}. What the services write is kept as long as retention says from when it was
     * written, however old the samples are that it is of.
     */
    public List<NewTopic> topics() {
        List<NewTopic> topics = new ArrayList<>(List.of(
                topic(names.samples(), partitions, TopicConfig.CLEANUP_POLICY_DELETE),
                written(names.knowledge(), partitions),
                topic(names.control(), 1, TopicConfig.CLEANUP_POLICY_COMPACT),
                weights(),
                written(names.deadLetters(), 1)));
        answers.ifPresent(name -> topics.add(written(name, partitions)));
        return topics;
    }

    /**
     * One partition, so that a manifest follows its chunks. Compacted soon and often, because readers start at
     * the beginning.
     */
    private NewTopic weights() {
        NewTopic topic = topic(names.weights(), 1, TopicConfig.CLEANUP_POLICY_COMPACT);
        topic.configs().put(TopicConfig.SEGMENT_BYTES_CONFIG, Long.toString(WEIGHTS_SEGMENT_BYTES));
        topic.configs().put(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.1");
        return topic;
    }

    private NewTopic written(String name, int partitionCount) {
        NewTopic topic = topic(name, partitionCount, TopicConfig.CLEANUP_POLICY_DELETE);
        topic.configs().put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, TimestampType.LOG_APPEND_TIME.name);
        return topic;
    }

    private NewTopic topic(String name, int partitionCount, String cleanup) {
        Map<String, String> configs = new HashMap<>(limits.topic());
        configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, cleanup);
        return new NewTopic(name, partitionCount, replicationFactor).configs(configs);
    }
}
