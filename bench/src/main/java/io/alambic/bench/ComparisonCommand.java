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

/** {@code alambic bench run NAME} for a comparison without options of its own, or for several one after the other. */
@Command(mixinStandardHelpOptions = true, showDefaultValues = true, sortOptions = false)
class ComparisonCommand implements Callable<Integer> {

    private final List<Comparison> comparisons;
    private final LongSupplier nanoClock;

    @Spec
    private CommandSpec spec;

    @Mixin
    private PaceOptions pace;

    @Mixin
    private JsonOption json;

    ComparisonCommand(List<Comparison> comparisons, LongSupplier nanoClock) {
        this.comparisons = comparisons;
        this.nanoClock = nanoClock;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        new Measuring(nanoClock, spec.commandLine().getOut(), spec.commandLine().getErr())
                .run(comparisons, pace::pace, pace.seed(), json);
        return 0;
    }
}
