package io.alambic.bench;

import io.alambic.bench.pipeline.Pipelines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code alambic bench run overhead}. */
@Command(mixinStandardHelpOptions = true, showDefaultValues = true, sortOptions = false)
final class OverheadCommand implements Callable<Integer> {

    private final LongSupplier nanoClock;

    @Spec
    private CommandSpec spec;

    @Mixin
    private PaceOptions pace;

    @Option(
            names = "--profile",
            paramLabel = "DIR",
            description =
                    "Also records both services while they are measured, and draws flame graphs into this folder.")
    private Path profile;

    @Mixin
    private JsonOption json;

    OverheadCommand(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        new Measuring(nanoClock, spec.commandLine().getOut(), spec.commandLine().getErr())
                .run(List.of(Pipelines.overhead(Optional.ofNullable(profile))), pace::pace, pace.seed(), json);
        return 0;
    }
}
