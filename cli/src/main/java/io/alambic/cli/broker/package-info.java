/** The Kafka broker of the quickstart: one KRaft node in a JVM of its own. */
package io.alambic.cli.broker;
