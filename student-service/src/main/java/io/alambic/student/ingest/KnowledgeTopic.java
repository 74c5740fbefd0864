package io.alambic.student.ingest;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/** Metadata of the knowledge topic. */
interface KnowledgeTopic {

    /**
     * Metadata at one moment.
     *
     * @param id Kafka's id, which changes when the topic is recreated; empty if the brokers give none
     * @param partitions number of partitions
     */
    record Facts(String id, int partitions) {}

    /** Returns the topic; empty if it does not exist or no broker answers. */
    Optional<Facts> facts() throws InterruptedException;

    /**
     * Returns the end offsets, including uncommitted transactions.
     *
     * @throws RetriableException if no broker answers
     */
    Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) throws InterruptedException;
}
