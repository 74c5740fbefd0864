package io.alambic.student.protocol;

import io.alambic.inference.ModelInferRequest;
import io.alambic.mapping.SourceRecord;
import java.util.List;

/**
 * A request about records, which have become tensors.
 *
 * @param tensors the request with the tensors, as raw bytes, in place of the records
 * @param records the records, in their order
 * @param rawAnswer whether they came as raw bytes, which the answer does then
 */
public record MappedRequest(ModelInferRequest tensors, List<SourceRecord> records, boolean rawAnswer) {

    public MappedRequest {
        records = List.copyOf(records);
    }

    /** Returns the size of the records in bytes. */
    long recordBytes() {
        return records.stream().mapToLong(record -> record.value().length).sum();
    }
}
