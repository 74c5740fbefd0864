/** Records that are copied between Kafka clusters. */
package io.alambic.mirror;
