package io.alambic.bench.report;

import io.alambic.bench.measure.Spread;
import java.util.List;

/**
 * The figures of one alternative.
 *
 * @param name of the alternative
 * @param figures one for each measure of the section
 */
public record Row(String name, List<Spread> figures) {

    public Row {
        figures = List.copyOf(figures);
    }
}
