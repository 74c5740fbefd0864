package io.alambic.bench.comparison;

import io.alambic.bench.measure.Pace;
import io.alambic.bench.report.BenchReport;
import java.io.IOException;

/** Alternatives of the same work, measured against each other in one process. */
public interface Comparison {

    /** What the command line calls it. */
    String name();

    /** What it measures, in one line. */
    String summary();

    /** How long it measures unless it is told otherwise. */
    default Pace pace() {
        return Pace.USUAL;
    }

    /**
     * Measures.
     *
     * @throws IOException if something that it was given cannot be read
     */
    BenchReport run(ComparisonSetup setup) throws IOException, InterruptedException;
}
