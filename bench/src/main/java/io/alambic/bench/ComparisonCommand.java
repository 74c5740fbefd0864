package io.alambic.bench;

import ai.djl.engine.Engine;
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
import io.alambic.cli.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs comparisons one after the other: tables to stdout, progress to stderr. */
@Command(mixinStandardHelpOptions = true, showDefaultValues = true, sortOptions = false)
class ComparisonCommand implements Callable<Integer> {

    private final List<Comparison> comparisons;
    private final LongSupplier nanoClock;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Measurements of each alternative (default: 15; 6 where services run).")
    private Integer rounds;

    @Option(
            names = "--slice",
            paramLabel = "MS",
            description = "Milliseconds that one measurement takes, about (default: 100; 2000 where services run).")
    private Long sliceMillis;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42", description = "Seed of weights and samples.")
    private long seed;

    @Mixin
    private JsonOption json;

    ComparisonCommand(List<Comparison> comparisons, LongSupplier nanoClock) {
        this.comparisons = comparisons;
        this.nanoClock = nanoClock;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        run(comparisons);
        return 0;
    }

    /** Runs comparisons, prints and writes each report, and returns all of them. */
    List<BenchReport> run(List<Comparison> selected) throws IOException, InterruptedException {
        Map<Comparison, Pace> paces = new LinkedHashMap<>();
        selected.forEach(comparison -> paces.put(comparison, pace(comparison.pace())));
        json.requireFolder();
        RunFacts.useEngineThreads(1);
        PrintWriter out = spec.commandLine().getOut();
        List<BenchReport> reports = new ArrayList<>();
        try (NDManager manager = NDManager.newBaseManager()) {
            Home home = Home.find(System.getenv());
            RunFacts facts = RunFacts.here(manager.getEngine(), home.root());
            out.printf("%s, seed %d%n%n", facts.line(), seed);
            for (Comparison comparison : selected) {
                Pace pace = paces.get(comparison);
                BenchReport report = comparison.run(
                        new ComparisonSetup(manager, new Stopwatch(pace, nanoClock), seed, err()::println, home));
                out.printf(
                        "%s, %d rounds of %d ms%n",
                        comparison.name(), pace.rounds(), pace.slice().toMillis());
                report.sections().forEach(section -> out.printf("%s%n", TextTable.of(section)));
                out.flush();
                reports.add(report);
                json.write(JsonReport.of(facts, seed, reports));
            }
        }
        return reports;
    }

    /** Returns the pace to measure at. */
    Pace pace(Pace usual) {
        try {
            return new Pace(
                    rounds == null ? usual.rounds() : rounds,
                    sliceMillis == null ? usual.slice() : Duration.ofMillis(sliceMillis));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** Returns where progress goes. */
    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** {@code alambic bench all}. */
    @Command(
            name = "all",
            description = "Runs every comparison of time and size; distill, which trains for long, runs by name only.")
    static final class All extends ComparisonCommand {

        private final List<Comparison> all;

        @Option(names = "--quick", description = "Few and short rounds, whatever --rounds and --slice say.")
        private boolean quick;

        @Option(
                names = "--guard",
                description =
                        "Ends with 1 where a ratio misses its target by more than a factor of five: something broke,"
                                + " whatever else the machine did.")
        private boolean guard;

        All(List<Comparison> all, LongSupplier nanoClock) {
            super(all, nanoClock);
            this.all = all;
        }

        @Override
        Pace pace(Pace usual) {
            return quick ? usual.quick() : super.pace(usual);
        }

        @Override
        public Integer call() throws IOException, InterruptedException {
            List<BenchReport> reports = run(all);
            List<String> missed = guard
                    ? reports.stream()
                            .flatMap(report -> report.sections().stream())
                            .flatMap(section -> section.missedByFar().stream())
                            .toList()
                    : List.of();
            missed.forEach(sentence -> err().println("guard: " + sentence));
            return missed.isEmpty() ? 0 : 1;
        }
    }

    /** {@code alambic bench gpu}. */
    @Command(
            name = "gpu",
            description = "Runs the comparisons that a GPU changes, on a GPU; ends with 1 where the engine sees none.")
    static final class Gpu extends ComparisonCommand {

        private static final Set<String> NAMES =
                Set.of("train-step", "candidates", "teacher", "student", "student-torch", "serving");

        /** Selects from all comparisons. */
        Gpu(List<Comparison> all, LongSupplier nanoClock) {
            super(
                    all.stream()
                            .filter(comparison -> NAMES.contains(comparison.name()))
                            .toList(),
                    nanoClock);
        }

        @Override
        public Integer call() throws IOException, InterruptedException {
            RunFacts.useEngineThreads(1);
            Engine engine = Engine.getInstance();
            if (engine.getGpuCount() == 0) {
                throw new UserError(
                        ("a GPU is needed, but %s %s sees none; docs/benchmarks.md says which native library has to"
                                        + " be where.")
                                .formatted(engine.getEngineName(), engine.getVersion()));
            }
            return super.call();
        }
    }
}
