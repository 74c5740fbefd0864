package io.alambic.kafka;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;

/** The headers of Kafka Streams' own dead-letter queue (KIP-1034), which tools for it read. Values are text in UTF-8. */
public final class StreamsErrorHeaders {

    static final String PREFIX = "__streams.errors.";
    public static final String EXCEPTION = PREFIX + "exception";
    public static final String STACK_TRACE = PREFIX + "stacktrace";
    public static final String MESSAGE = PREFIX + "message";
    public static final String TOPIC = PREFIX + "topic";
    public static final String PARTITION = PREFIX + "partition";
    public static final String OFFSET = PREFIX + "offset";

    private static final int MAX_STACK_TRACE = 8000;

    private StreamsErrorHeaders() {}

    /** Puts the headers of a record that was refused with an exception. */
    static void put(Headers headers, TopicPartition from, long offset, Exception refusal) {
        StringWriter trace = new StringWriter();
        refusal.printStackTrace(new PrintWriter(trace));
        DeadLetter.put(headers, EXCEPTION, DeadLetter.cut(refusal.toString(), DeadLetter.MAX_MESSAGE));
        DeadLetter.put(headers, STACK_TRACE, DeadLetter.cut(trace.toString(), MAX_STACK_TRACE));
        String message = refusal.getMessage();
        DeadLetter.put(headers, MESSAGE, DeadLetter.cut(message == null ? "" : message, DeadLetter.MAX_MESSAGE));
        DeadLetter.put(headers, TOPIC, from.topic());
        DeadLetter.put(headers, PARTITION, Integer.toString(from.partition()));
        DeadLetter.put(headers, OFFSET, Long.toString(offset));
    }
}
