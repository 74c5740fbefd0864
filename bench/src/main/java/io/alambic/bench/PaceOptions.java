package io.alambic.bench;

import io.alambic.bench.measure.Pace;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How long to measure. */
final class PaceOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "15",
            description = "Measurements of each alternative.")
    private int rounds;

    @Option(
            names = "--slice",
            paramLabel = "MS",
            defaultValue = "100",
            description = "Milliseconds that one measurement takes, about.")
    private long sliceMillis;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42", description = "Seed of weights and samples.")
    private long seed;

    /** Seed of weights and samples. */
    long seed() {
        return seed;
    }

    /** Rounds and their length. */
    Pace pace() {
        try {
            return new Pace(rounds, Duration.ofMillis(sliceMillis));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
