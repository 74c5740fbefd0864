package io.alambic.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.header.Headers;

/**
 * The place where a record was produced first. A dead letter has it in its headers and keeps it when it is replayed, so that its
 * samples stay the same samples.
 *
 * @param topic of the record
 * @param partition of the record
 * @param offset of the record
 * @param sample index of the one sample of that record that this record holds; empty if it holds all
 */
public record RecordOrigin(String topic, int partition, long offset, OptionalInt sample) {

    /** Returns the origin that the headers name; empty if they name no whole place. */
    public static Optional<RecordOrigin> of(Headers headers) {
        Optional<String> topic = text(headers, DeadLetter.TOPIC);
        Optional<String> partition = text(headers, DeadLetter.PARTITION);
        Optional<String> offset = text(headers, DeadLetter.OFFSET);
        if (topic.isEmpty() || partition.isEmpty() || offset.isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<String> sample = text(headers, DeadLetter.SAMPLE);
            RecordOrigin origin = new RecordOrigin(
                    topic.get(),
                    Integer.parseInt(partition.get()),
                    Long.parseLong(offset.get()),
                    sample.isPresent() ? OptionalInt.of(Integer.parseInt(sample.get())) : OptionalInt.empty());
            return origin.isPlace() ? Optional.of(origin) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private boolean isPlace() {
        return partition >= 0 && offset >= 0 && sample.orElse(0) >= 0;
    }

    private static Optional<String> text(Headers headers, String key) {
        return Optional.ofNullable(HeaderValues.last(headers, key))
                .map(value -> new String(value, StandardCharsets.UTF_8));
    }
}
