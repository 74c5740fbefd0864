/** The Kafka contract that every module shares: topic names and settings, record limits, dead letters. */
package io.alambic.kafka;
