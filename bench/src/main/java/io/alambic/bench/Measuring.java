package io.alambic.bench;

import ai.djl.ndarray.NDManager;
import io.alambic.bench.comparison.Comparison;
import io.alambic.bench.comparison.ComparisonSetup;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.measure.Stopwatch;
import io.alambic.bench.report.BenchReport;
import io.alambic.bench.report.JsonReport;
import io.alambic.bench.report.RunFacts;
import io.alambic.bench.report.TextTable;
import io.alambic.cli.Home;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * Runs comparisons one after the other.
 *
 * @param nanoClock such as {@link System#nanoTime()}
 * @param out gets the tables
 * @param progress told what is measured next
 */
record Measuring(LongSupplier nanoClock, PrintWriter out, PrintWriter progress) {

    /** Runs the comparisons, prints and writes each report, and returns them. */
    List<BenchReport> run(List<? extends Comparison> comparisons, UnaryOperator<Pace> pace, long seed, JsonOption json)
            throws IOException, InterruptedException {
        Map<Comparison, Pace> paces = new LinkedHashMap<>();
        comparisons.forEach(comparison -> paces.put(comparison, pace.apply(comparison.pace())));
        json.requireFolder();
        EngineThreads.use(1);
        try (NDManager manager = NDManager.newBaseManager()) {
            Home home = Home.find(System.getenv());
            RunFacts facts = RunFacts.here(manager.getEngine(), home.root());
            out.printf("%s, seed %d%n%n", facts.line(), seed);
            List<BenchReport> reports = new ArrayList<>();
            for (Comparison comparison : comparisons) {
                Pace rounds = paces.get(comparison);
                ComparisonSetup setup = new ComparisonSetup(
                        manager, new Stopwatch(rounds, nanoClock), seed, title -> progress.println(title), home);
                BenchReport report = comparison.run(setup);
                out.printf(
                        "%s, %d rounds of %d ms%n",
                        comparison.name(), rounds.rounds(), rounds.slice().toMillis());
                report.sections().forEach(section -> out.printf("%s%n", TextTable.of(section)));
                out.flush();
                reports.add(report);
                json.write(JsonReport.of(facts, seed, reports));
            }
            return reports;
        }
    }
}
