package io.alambic.kafka;

import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Answers what a topic's records cannot tell: whether the topic exists, its id, and its end offsets. */
public interface TopicInspector {

    /**
     * Returns the current state of the topic.
     *
     * @throws org.apache.kafka.common.KafkaException if the brokers refuse to answer and a retry would not help
     */
    TopicState state() throws InterruptedException;

    /**
     * Returns the end offset of each partition, including records of open transactions.
     *
     * @throws org.apache.kafka.common.errors.RetriableException if no broker answers
     */
    Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) throws InterruptedException;
}
