/** From the samples topic to the knowledge topic: the Kafka Streams topology and its steps. */
package io.alambic.teacher.topology;
