package io.alambic.kafka;

/** The state of a topic as the brokers report it. */
public sealed interface TopicState {

    /**
     * The topic exists.
     *
     * @param id Kafka's id of the topic, which changes if the topic is deleted and recreated; empty if the
     *     brokers report none
     * @param partitions number of partitions
     */
    record Present(String id, int partitions) implements TopicState {}

    /** The topic does not exist, or a broker that has just started does not know it yet. */
    record Missing() implements TopicState {}

    /**
     * No broker answers.
     *
     * @param reason the client's error message
     */
    record Unreachable(String reason) implements TopicState {}
}
