package io.alambic.bench;

import ai.djl.ndarray.NDManager;
import io.alambic.bench.comparison.Comparison;
import io.alambic.bench.comparison.Setup;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.measure.Stopwatch;
import io.alambic.bench.report.JsonReport;
import io.alambic.bench.report.Report;
import io.alambic.bench.report.RunFacts;
import io.alambic.bench.report.TextTable;
import io.alambic.cli.Home;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Runs comparisons one after the other.
 *
 * @param nanoClock such as {@link System#nanoTime()}
 * @param out gets the tables
 * @param progress told what is measured next
 */
record Measuring(LongSupplier nanoClock, PrintWriter out, PrintWriter progress) {

    void run(List<Comparison> comparisons, Pace pace, long seed, JsonOption json) throws IOException {
        json.requireFolder();
        EngineThreads.use(1);
        try (NDManager manager = NDManager.newBaseManager()) {
            RunFacts facts = RunFacts.here(
                    manager.getEngine(), Home.find(System.getenv()).root());
            out.printf(
                    "%s%n%d rounds of %d ms, seed %d%n%n",
                    facts.line(), pace.rounds(), pace.slice().toMillis(), seed);
            Setup setup = new Setup(manager, new Stopwatch(pace, nanoClock), seed, title -> progress.println(title));
            List<Report> reports = new ArrayList<>();
            for (Comparison comparison : comparisons) {
                Report report = comparison.run(setup);
                report.sections().forEach(section -> out.printf("%s%n", TextTable.of(section)));
                out.flush();
                reports.add(report);
            }
            json.write(JsonReport.of(facts, pace, seed, reports));
        }
    }
}
