package io.alambic.chaos.hostile;

import io.alambic.chaos.cluster.ClusterOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alambic bench hostile}: with {@code --guard} exits with code 1 if the honest client suffered. */
@Command(
        name = "hostile",
        description = "Attacks a student over 64 connections with all that a client should not do, and looks how an"
                + " honest client fares, and whether memory returns to what it was.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
public final class HostileCommand implements Callable<Integer> {

    private static final int QUICK_SECONDS = 10;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "60", description = "How long it is attacked.")
    private int seconds;

    @Option(names = "--quick", description = "Ten seconds, whatever --seconds says.")
    private boolean quick;

    @Option(
            names = "--guard",
            description = "Ends with 1 where an honest call failed, p99 rose to more than five times or memory grew.")
    private boolean guard;

    @Mixin
    private ClusterOptions cluster;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Duration time = Duration.ofSeconds(quick ? QUICK_SECONDS : seconds);
        return cluster.run(HostileRun::new, run -> run.run(time, guard));
    }
}
