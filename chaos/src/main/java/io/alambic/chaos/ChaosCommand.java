package io.alambic.chaos;

import io.alambic.chaos.cluster.ClusterOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alambic bench run chaos}: exits with code 1 if a sample was lost or duplicated. */
@Command(
        name = "chaos",
        description =
                "Kills, freezes and stops brokers, teachers, their merge and student at seeded random moments while samples stream,"
                        + " then looks for every sample.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
public final class ChaosCommand implements Callable<Integer> {

    @Option(
            names = "--kills",
            paramLabel = "N",
            defaultValue = "50",
            description = "Number of kills and freezes; stops are added.")
    private int kills;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42", description = "Seed of faults and samples.")
    private long seed;

    @Option(
            names = "--outage",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "How long all brokers are away once, in the middle; 0 for never.")
    private int outage;

    @Mixin
    private ClusterOptions cluster;

    @Override
    public Integer call() throws IOException, InterruptedException {
        return cluster.run(ChaosRun::new, run -> run.run(new FaultPlan(kills, seed, Duration.ofSeconds(outage))));
    }
}
