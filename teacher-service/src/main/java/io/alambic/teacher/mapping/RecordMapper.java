package io.alambic.teacher.mapping;

import io.alambic.mapping.MappedSamples;
import io.alambic.mapping.RefusedRecordException;
import io.alambic.mapping.SourceRecord;

/** Makes samples of records; the same record always gives the same. Thread safe. */
@FunctionalInterface
public interface RecordMapper {

    /**
     * Returns the samples of a record.
     *
     * @throws RefusedRecordException if it cannot be mapped, or none of its samples can
     */
    MappedSamples map(SourceRecord record) throws RefusedRecordException;
}
