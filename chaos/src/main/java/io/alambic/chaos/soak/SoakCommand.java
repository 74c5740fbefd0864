package io.alambic.chaos.soak;

import io.alambic.chaos.cluster.ClusterOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alambic bench run soak}: exits with code 1 if a footprint grew. */
@Command(
        name = "soak",
        description = "Lets brokers, teachers and student work for long while samples stream and calls come, and looks"
                + " whether memory, files or threads grow.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
public final class SoakCommand implements Callable<Integer> {

    @Option(names = "--minutes", paramLabel = "N", defaultValue = "60", description = "How long it works.")
    private int minutes;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42", description = "Seed of the samples.")
    private long seed;

    @Mixin
    private ClusterOptions cluster;

    @Override
    public Integer call() throws IOException, InterruptedException {
        return cluster.run(SoakRun::new, run -> run.run(Duration.ofMinutes(minutes), seed));
    }
}
