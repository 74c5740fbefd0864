package io.alambic.bench;

import ai.djl.ndarray.NDManager;
import io.alambic.bench.comparison.Comparison;
import io.alambic.bench.comparison.Comparisons;
import io.alambic.bench.comparison.Setup;
import io.alambic.bench.comparison.TeacherSource;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.measure.Stopwatch;
import io.alambic.bench.report.JsonReport;
import io.alambic.bench.report.Report;
import io.alambic.bench.report.RunFacts;
import io.alambic.bench.report.TextTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code alambic bench}: runs comparisons one after the other, tables to stdout, progress to stderr. */
@Command(
        name = "alambic bench",
        description = "Measures comparisons: alternatives of the same work, interleaved in one process, each time as "
                + "a ratio to the first alternative of its table. Figures are median (min-max) over the rounds.",
        mixinStandardHelpOptions = true,
        version = "alambic 0.1.0-SNAPSHOT",
        showDefaultValues = true,
        sortOptions = false,
        subcommands = io.alambic.bench.chaos.ChaosCommand.class)
public final class BenchCommand implements Callable<Integer> {

    private static final int FAILED = 1;

    private final LongSupplier nanoClock;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "COMPARISON",
            arity = "0..*",
            description = "Which to run (default: all; see --list).",
            showDefaultValue = CommandLine.Help.Visibility.NEVER)
    private List<String> names = new ArrayList<>();

    @Option(names = "--list", description = "Lists the comparisons and ends.")
    private boolean list;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "15",
            description = "Measurements of each alternative.")
    private int rounds;

    @Option(
            names = "--slice",
            paramLabel = "MS",
            defaultValue = "100",
            description = "Milliseconds that one measurement takes, about.")
    private long sliceMillis;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42", description = "Seed of weights and samples.")
    private long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes every figure to this file.")
    private Path json;

    @Option(
            names = "--teacher",
            paramLabel = "DIR",
            description = "Model folder of a trained teacher for feature-encoding (default: untrained weights).")
    private Path teacher;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder with MNIST's un-gzipped IDX files for feature-encoding (default: random images).")
    private Path data;

    BenchCommand(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Runs the command line and ends the JVM with its exit code. */
    public static void main(String[] args) {
        Logger.getLogger("").setLevel(Level.SEVERE);
        System.exit(commandLine(System::nanoTime).execute(args));
    }

    /** The command line, ready to execute. */
    static CommandLine commandLine(LongSupplier nanoClock) {
        return new CommandLine(new BenchCommand(nanoClock)).setExecutionExceptionHandler((e, command, parsed) -> {
            if (e instanceof IOException || e instanceof IllegalArgumentException) {
                command.getErr().println("alambic bench: " + e.getMessage());
            } else {
                e.printStackTrace(command.getErr());
            }
            return FAILED;
        });
    }

    @Override
    public Integer call() throws IOException {
        Comparisons comparisons = new Comparisons(new TeacherSource(teacher, data));
        if (list) {
            comparisons.all().forEach(comparison -> out().printf(
                            "%-22s %s%n", comparison.name(), comparison.summary()));
            return 0;
        }
        List<Comparison> chosen = chosen(comparisons);
        Pace pace = pace();
        requireFolderOfJson();
        run(chosen, pace);
        return 0;
    }

    private List<Comparison> chosen(Comparisons comparisons) {
        try {
            return comparisons.named(names);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private Pace pace() {
        try {
            return new Pace(rounds, Duration.ofMillis(sliceMillis));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void requireFolderOfJson() throws IOException {
        if (json != null && !Files.isDirectory(json.toAbsolutePath().getParent())) {
            throw new IOException("%s cannot be written: its folder does not exist".formatted(json));
        }
    }

    private void run(List<Comparison> chosen, Pace pace) throws IOException {
        PrintWriter progress = spec.commandLine().getErr();
        try (NDManager manager = NDManager.newBaseManager()) {
            RunFacts facts = RunFacts.here(manager.getEngine(), pace, seed);
            out().printf("%s%n%n", facts.line());
            Setup setup = new Setup(manager, new Stopwatch(pace, nanoClock), seed, title -> progress.println(title));
            List<Report> reports = new ArrayList<>();
            for (Comparison comparison : chosen) {
                Report report = comparison.run(setup);
                report.sections().forEach(section -> out().printf("%s%n", TextTable.of(section)));
                out().flush();
                reports.add(report);
            }
            if (json != null) {
                Files.writeString(json, JsonReport.of(facts, reports));
            }
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
