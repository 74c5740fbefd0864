package io.alambic.bench.comparison;

import io.alambic.bench.measure.Pace;
import io.alambic.bench.report.BenchReport;
import java.io.IOException;

/** Alternatives of the same work, measured against each other in one process. */
public interface Comparison {

    /** Returns the name on the command line. */
    String name();

    /** Returns one line that says what it measures. */
    String summary();

    /** Returns the default pace. */
    default Pace pace() {
        return Pace.USUAL;
    }

    /**
     * Runs the comparison.
     *
     * @throws IOException if something that it was given cannot be read
     */
    BenchReport run(ComparisonSetup setup) throws IOException, InterruptedException;
}
