package io.alambic.kafka;

/** What the brokers say about a topic at one moment. */
public sealed interface TopicState {

    /**
     * The topic exists.
     *
     * @param id Kafka's id, which a topic that is deleted and created again does not share; empty where the brokers give none
     * @param partitions number of partitions
     */
    record Present(String id, int partitions) implements TopicState {}

    /** The topic does not exist, or a broker that has just started does not know it yet. */
    record Missing() implements TopicState {}

    /**
     * No broker answers.
     *
     * @param reason what the client says about it
     */
    record Unreachable(String reason) implements TopicState {}
}
