package io.alambic.cli.map;

import io.alambic.cli.UserError;
import io.alambic.mapping.MappedSamples;
import io.alambic.mapping.MappedText;
import io.alambic.mapping.RecordMapping;
import io.alambic.mapping.RefusedRecordException;
import io.alambic.mapping.RegistryUnavailableException;
import io.alambic.mapping.SourceRecord;
import java.util.TreeMap;

/**
 * Shows what records become.
 *
 * @param mapping of the records
 * @param elements most of a tensor that are shown
 */
record MappedRecord(RecordMapping mapping, int elements) {

    /**
     * What a record became.
     *
     * @param text of several lines
     * @param refused whether the record, or a sample of it, was
     */
    record Text(String text, boolean refused) {}

    Text of(SourceRecord record) {
        MappedSamples samples;
        try {
            samples = mapping.map(record);
        } catch (RegistryUnavailableException e) {
            throw new UserError(e.getMessage(), e);
        } catch (RefusedRecordException e) {
            return new Text("refused: %s%n".formatted(e.getMessage()), true);
        }
        StringBuilder text = new StringBuilder(samples.samples() == 1 ? "1 sample" : samples.samples() + " samples");
        if (samples.filtered() > 0) {
            text.append(", ").append(samples.filtered()).append(" filtered");
        }
        text.append('\n');
        new TreeMap<>(samples.faults()).forEach((sample, fault) -> text.append("sample ")
                .append(sample)
                .append(" refused: ")
                .append(fault)
                .append('\n'));
        if (!samples.isEmpty()) {
            text.append(MappedText.of(samples.batch(), elements));
        }
        return new Text(text.toString(), !samples.faults().isEmpty());
    }
}
