/** For applications: produces samples to Kafka. Needs Kafka's clients. */
package io.alambic.client.samples;
