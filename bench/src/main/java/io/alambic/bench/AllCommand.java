package io.alambic.bench;

import io.alambic.bench.comparison.Comparison;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.report.BenchReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code alambic bench all}. */
@Command(
        name = "all",
        description = "Runs every comparison of time and size; distill, which trains for long, runs by name only.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
final class AllCommand implements Callable<Integer> {

    private final List<Comparison> all;
    private final LongSupplier nanoClock;

    @Spec
    private CommandSpec spec;

    @Option(names = "--quick", description = "Few and short rounds, whatever --rounds and --slice say.")
    private boolean quick;

    @Option(
            names = "--guard",
            description =
                    "Ends with 1 where a ratio misses its target by more than a factor of five: something broke, whatever"
                            + " else the machine did.")
    private boolean guard;

    @Mixin
    private PaceOptions pace;

    @Mixin
    private JsonOption json;

    AllCommand(List<Comparison> all, LongSupplier nanoClock) {
        this.all = all;
        this.nanoClock = nanoClock;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        List<BenchReport> reports = new Measuring(nanoClock, spec.commandLine().getOut(), err)
                .run(all, quick ? Pace::quick : pace::pace, pace.seed(), json);
        List<String> missed = guard
                ? reports.stream()
                        .flatMap(report -> report.sections().stream())
                        .flatMap(section -> section.missedByFar().stream())
                        .toList()
                : List.of();
        missed.forEach(what -> err.println("guard: " + what));
        return missed.isEmpty() ? 0 : 1;
    }
}
