package io.alambic.kafka;

import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Answers questions about one topic that its records cannot answer: whether it exists, under which id, and where it ends. */
public interface TopicInspector {

    /**
     * Returns the topic's state now.
     *
     * @throws org.apache.kafka.common.KafkaException if the brokers refuse to say and asking again would not help
     */
    TopicState state() throws InterruptedException;

    /**
     * Returns the end offset of each partition, records of open transactions included.
     *
     * @throws org.apache.kafka.common.errors.RetriableException if no broker answers
     */
    Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) throws InterruptedException;
}
