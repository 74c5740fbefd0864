/** Answers of several teachers to the same samples become one knowledge record: a Kafka Streams topology of its own. */
package io.alambic.teacher.merge;
