package io.alambic.bench;

import io.alambic.bench.comparison.Comparison;
import io.alambic.bench.pipeline.Pipelines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import picocli.CommandLine.Option;

/** {@code alambic bench run overhead}. */
final class OverheadCommand extends ComparisonCommand {

    @Option(
            names = "--profile",
            paramLabel = "DIR",
            description =
                    "Also records both services while they are measured, and draws flame graphs into this folder.")
    private Path profile;

    OverheadCommand(Comparison overhead, LongSupplier nanoClock) {
        super(List.of(overhead), nanoClock);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        run(List.of(Pipelines.overhead(Optional.ofNullable(profile))));
        return 0;
    }
}
