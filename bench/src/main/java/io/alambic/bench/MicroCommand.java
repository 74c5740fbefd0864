package io.alambic.bench;

import io.alambic.bench.micro.Decoding;
import io.alambic.cli.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alambic bench micro}. */
@Command(
        name = "micro",
        description = "Measures single pieces of the path of every sample with JMH, in JVMs of their own.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class MicroCommand implements Callable<Integer> {

    private static final int FORKS = 3;
    private static final int WARM_UPS = 3;
    private static final int ITERATIONS = 5;
    private static final TimeValue ITERATION = TimeValue.seconds(1);
    private static final TimeValue QUICK_ITERATION = TimeValue.milliseconds(200);

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Only these (default: all).")
    private List<String> names = new ArrayList<>();

    @Option(names = "--quick", description = "One JVM and short iterations: to see that it runs.")
    private boolean quick;

    @Option(names = "--allocation", description = "Also measures bytes allocated on the heap per operation.")
    private boolean allocation;

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes JMH's results to this file.")
    private Path json;

    @Override
    public Integer call() {
        try {
            new Runner(options().build()).run();
            return 0;
        } catch (NoBenchmarksException e) {
            throw new UserError("Nothing is called %s; there are the methods of %s."
                    .formatted(String.join(", ", names), Decoding.class.getSimpleName()));
        } catch (RunnerException e) {
            throw new UserError(e.getMessage());
        }
    }

    private ChainedOptionsBuilder options() {
        String wanted = names.stream().map(Pattern::quote).collect(Collectors.joining("|"));
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(Decoding.class.getName() + "\\.(" + (wanted.isEmpty() ? ".*" : wanted) + ")$")
                .forks(quick ? 1 : FORKS)
                .warmupIterations(quick ? 1 : WARM_UPS)
                .warmupTime(quick ? QUICK_ITERATION : ITERATION)
                .measurementIterations(quick ? 1 : ITERATIONS)
                .measurementTime(quick ? QUICK_ITERATION : ITERATION)
                .shouldFailOnError(true);
        if (allocation) {
            options.addProfiler(GCProfiler.class);
        }
        if (json != null) {
            options.resultFormat(ResultFormatType.JSON).result(json.toString());
        }
        return options;
    }
}
