package io.alambic.student.ingest;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/** What the brokers say about the knowledge topic, beside its records. */
interface KnowledgeTopic {

    /**
     * The topic as it is now.
     *
     * @param id Kafka's id, which a topic that is made anew does not share; empty where the brokers give none
     * @param partitions how many there are
     */
    record Facts(String id, int partitions) {}

    /** The topic now; empty where it does not exist, or no broker answers. */
    Optional<Facts> facts() throws InterruptedException;

    /**
     * Where the logs end, transactions that are not committed included.
     *
     * @throws RetriableException if no broker says
     */
    Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) throws InterruptedException;
}
