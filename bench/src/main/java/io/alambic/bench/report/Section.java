package io.alambic.bench.report;

import io.alambic.bench.measure.Compared;
import io.alambic.bench.measure.Spread;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One case of a comparison: a table.
 *
 * @param title what was measured, on what
 * @param measures the columns
 * @param rows the alternatives; ratios are to the first
 * @param target what the ratio of the last row has to reach, if anything
 */
public record Section(String title, List<Measure> measures, List<Row> rows, Optional<Target> target) {

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

    /** A section without a target. */
    public Section(String title, List<Measure> measures, List<Row> rows) {
        this(title, measures, rows, Optional.empty());
    }

    /** Returns a section of a figure, which has a ratio, of several alternatives. */
    public static Section comparing(String title, Measure figure, List<Compared> alternatives) {
        return new Section(
                title,
                List.of(figure, figure.ratio().orElseThrow()),
                alternatives.stream()
                        .map(one -> new Row(one.name(), List.of(one.figure(), one.ratio())))
                        .toList());
    }

    /** Returns the target of the last row's ratio, if that is a ratio of this measure. */
    Optional<Target> targetOf(Measure measure) {
        Measure last = measures.get(measures.size() - 1);
        return measure.ratio().filter(ratio -> ratio == last).flatMap(ratio -> target);
    }

    /** Returns the median of the last row's last figure, its ratio. */
    double lastRatio() {
        List<Spread> figures = rows.get(rows.size() - 1).figures();
        return figures.get(figures.size() - 1).median();
    }

    /** Returns a sentence where the ratio of the last row misses its target by more than a factor of five. */
    public Optional<String> missedByFar() {
        return target.filter(bound -> bound.isMissedByFar(lastRatio()))
                .map(bound -> String.format(Locale.ROOT, "%s: %.3g, but it has to be %s", title, lastRatio(), bound));
    }

    /** Returns the section with a target for the ratio of the last row. */
    public Section with(Target reached) {
        return new Section(title, measures, rows, Optional.of(reached));
    }
}
