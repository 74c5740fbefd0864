package io.alambic.bench;

import ai.djl.engine.Engine;
import io.alambic.bench.comparison.Comparison;
import io.alambic.cli.UserError;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import picocli.CommandLine.Command;

/** {@code alambic bench gpu}. */
@Command(
        name = "gpu",
        description = "Runs the comparisons that a GPU changes, on a GPU; ends with 1 where the engine sees none.")
final class GpuCommand extends ComparisonCommand {

    private static final Set<String> NAMES =
            Set.of("train-step", "candidates", "teacher", "student", "student-torch", "serving");

    /** Selects from all comparisons. */
    GpuCommand(List<Comparison> all, LongSupplier nanoClock) {
        super(
                all.stream()
                        .filter(comparison -> NAMES.contains(comparison.name()))
                        .toList(),
                nanoClock);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        EngineThreads.use(1);
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
