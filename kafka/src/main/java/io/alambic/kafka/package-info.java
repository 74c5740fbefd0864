/**
 * The Kafka support that both services share: topics, record limits, security, dead letters, tailing and
 * inspecting topics.
 */
package io.alambic.kafka;
