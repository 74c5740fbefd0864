package io.alambic.bench.report;

import java.util.List;

/**
 * What a comparison found.
 *
 * @param comparison its name
 * @param sections its cases
 */
public record BenchReport(String comparison, List<Section> sections) {

    public BenchReport {
        sections = List.copyOf(sections);
    }
}
