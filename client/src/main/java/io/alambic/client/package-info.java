/**
 * For applications: typed tensors, and a client that sends inference requests to a student. Needs gRPC, but no
 * Kafka.
 */
package io.alambic.client;
