package io.alambic.bench;

import io.alambic.bench.comparison.FeatureEncoding;
import io.alambic.bench.comparison.TeacherSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code alambic bench run feature-encoding}. */
@Command(mixinStandardHelpOptions = true, showDefaultValues = true, sortOptions = false)
final class FeatureEncodingCommand implements Callable<Integer> {

    private final LongSupplier nanoClock;

    @Spec
    private CommandSpec spec;

    @Mixin
    private PaceOptions pace;

    @Option(
            names = "--teacher",
            paramLabel = "DIR",
            description = "Model folder of a trained teacher (default: untrained weights).")
    private Path teacher;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder with un-gzipped IDX files whose test images are answered (default: random images).")
    private Path data;

    @Mixin
    private JsonOption json;

    FeatureEncodingCommand(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        new Measuring(nanoClock, spec.commandLine().getOut(), spec.commandLine().getErr())
                .run(List.of(new FeatureEncoding(new TeacherSource(teacher, data))), pace::pace, pace.seed(), json);
        return 0;
    }
}
