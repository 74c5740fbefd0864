package io.alambic.bench.report;

import io.alambic.bench.measure.Timing;
import java.util.List;

/**
 * One case of a comparison: a table.
 *
 * @param title what was measured, on what
 * @param measures the columns
 * @param rows the alternatives; ratios are to the first
 */
public record Section(String title, List<Measure> measures, List<Row> rows) {

    public Section {
        measures = List.copyOf(measures);
        rows = List.copyOf(rows);
        for (Row row : rows) {
            if (row.figures().size() != measures.size()) {
                throw new IllegalArgumentException("row '%s' has %d figures for %d measures"
                        .formatted(row.name(), row.figures().size(), measures.size()));
            }
        }
    }

    /** A section of times and their ratios only. */
    public static Section ofTimes(String title, List<Timing> timings) {
        return new Section(
                title,
                List.of(Measure.MICROS, Measure.RATIO),
                timings.stream()
                        .map(timing -> new Row(timing.name(), List.of(timing.micros(), timing.ratio())))
                        .toList());
    }
}
