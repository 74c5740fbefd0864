/** For applications: typed tensors, and a client that asks a student. Needs gRPC, and no Kafka. */
package io.alambic.client;
