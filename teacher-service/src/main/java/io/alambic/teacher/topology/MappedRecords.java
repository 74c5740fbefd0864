package io.alambic.teacher.topology;

import io.alambic.kafka.DeadLetter;
import io.alambic.kafka.HeaderValues;
import io.alambic.kafka.RecordOrigin;
import io.alambic.mapping.MappedSamples;
import io.alambic.mapping.RefusedRecordException;
import io.alambic.mapping.SourceRecord;
import io.alambic.teacher.mapping.RecordMapper;
import io.alambic.teacher.records.SampleRows;
import java.util.BitSet;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Maps records of a topic. The dead letter of one sample holds its whole record: where it is produced again, with the header that
 * names the sample, only that sample is read.
 *
 * @param mapping of the records
 */
record MappedRecords(RecordMapper mapping) {

    /**
     * Returns the samples of a record.
     *
     * @throws RefusedSamplesException if it has none that can be taught
     */
    MappedSamples map(Record<byte[], byte[]> raw) throws RefusedSamplesException {
        OptionalInt only =
                RecordOrigin.of(raw.headers()).map(RecordOrigin::sample).orElse(OptionalInt.empty());
        try {
            MappedSamples all = mapping.map(new SourceRecord(
                    raw.key(), raw.value(), raw.timestamp(), name -> HeaderValues.last(raw.headers(), name)));
            return only.isPresent() ? one(all, only.getAsInt()) : all;
        } catch (RefusedRecordException e) {
            SampleRefusal refusal =
                    switch (e.kind()) {
                        case MALFORMED -> SampleRefusal.MALFORMED;
                        case MISMATCH -> SampleRefusal.MISMATCH;
                        case TOO_LARGE -> SampleRefusal.TOO_LARGE;
                    };
            throw new RefusedSamplesException(
                    refusal, only.isPresent() ? 1 : e.samples(), e.getMessage(), e.getCause());
        }
    }

    private static MappedSamples one(MappedSamples all, int place) throws RefusedSamplesException {
        int row = all.rowAt(place);
        if (row < 0) {
            String message =
                    "expected sample %d, which the header '%s' names, but the record has %d samples, of which %d are left out"
                            .formatted(place, DeadLetter.SAMPLE, all.samples() + all.filtered(), all.filtered());
            throw new RefusedSamplesException(SampleRefusal.MISMATCH, 1, message, null);
        }
        String fault = all.faults().get(row);
        BitSet places = new BitSet();
        places.set(place);
        return new MappedSamples(
                SampleRows.one(row, all.samples()).of(all.batch()),
                1,
                0,
                fault == null ? Map.of() : Map.of(0, fault),
                places);
    }
}
