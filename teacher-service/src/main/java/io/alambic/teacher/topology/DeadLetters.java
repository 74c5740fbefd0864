package io.alambic.teacher.topology;

import io.alambic.topics.DeadLetter;
import io.alambic.v1.Origin;
import org.apache.kafka.streams.processor.api.Record;

/** Turns a refused sample record into a dead letter: key, value and headers untouched, the reason added. */
final class DeadLetters {

    private static final String SERVICE = "teacher";

    private DeadLetters() {}

    static Record<byte[], byte[]> letter(Record<byte[], byte[]> raw, Origin origin, RefusedSamplesException refused) {
        String exception =
                refused.getCause() == null ? "" : refused.getCause().getClass().getName();
        DeadLetter letter = new DeadLetter(
                refused.refusal().label(),
                refused.getMessage(),
                exception,
                SERVICE,
                origin.getTopic(),
                origin.getPartition(),
                origin.getOffset());
        return raw.withHeaders(letter.addTo(raw.headers()));
    }
}
