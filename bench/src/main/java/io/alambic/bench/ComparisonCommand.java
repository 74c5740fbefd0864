package io.alambic.bench;

import io.alambic.bench.comparison.Comparison;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code alambic bench run NAME} for a comparison without options of its own. */
@Command(mixinStandardHelpOptions = true, showDefaultValues = true, sortOptions = false)
final class ComparisonCommand implements Callable<Integer> {

    private final Comparison comparison;
    private final LongSupplier nanoClock;

    @Spec
    private CommandSpec spec;

    @Mixin
    private PaceOptions pace;

    @Mixin
    private JsonOption json;

    ComparisonCommand(Comparison comparison, LongSupplier nanoClock) {
        this.comparison = comparison;
        this.nanoClock = nanoClock;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        new Measuring(nanoClock, spec.commandLine().getOut(), spec.commandLine().getErr())
                .run(List.of(comparison), pace::pace, pace.seed(), json);
        return 0;
    }
}
