package io.alambic.bench.comparison;

import io.alambic.bench.measure.Pace;
import io.alambic.bench.report.BenchReport;
import io.alambic.bench.report.Section;
import java.io.IOException;
import java.util.List;

/**
 * Alternatives of the same work, measured against each other.
 *
 * @param name on the command line
 * @param summary one line that says what it measures
 * @param pace unless the command line says otherwise
 * @param measurement measures them
 */
public record Comparison(String name, String summary, Pace pace, Measurement measurement) {

    /** Measures alternatives. */
    @FunctionalInterface
    public interface Measurement {

        /**
         * Returns the tables.
         *
         * @throws IOException if something that it was given cannot be read
         */
        List<Section> run(ComparisonSetup setup) throws IOException, InterruptedException;
    }

    /** Runs the comparison. */
    public BenchReport run(ComparisonSetup setup) throws IOException, InterruptedException {
        return new BenchReport(name, measurement.run(setup));
    }
}
