/** What both services share about Kafka: topics, record limits, security, dead letters, tailing and inspecting topics. */
package io.alambic.kafka;
