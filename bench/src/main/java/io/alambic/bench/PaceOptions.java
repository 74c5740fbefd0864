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
            description = "Measurements of each alternative (default: 15; 6 where services run).")
    private Integer rounds;

    @Option(
            names = "--slice",
            paramLabel = "MS",
            description = "Milliseconds that one measurement takes, about (default: 100; 2000 where services run).")
    private Long sliceMillis;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42", description = "Seed of weights and samples.")
    private long seed;

    /** Returns the seed of weights and samples. */
    long seed() {
        return seed;
    }

    /** Returns the pace of the command line, with the usual one as default. */
    Pace pace(Pace usual) {
        try {
            return new Pace(
                    rounds == null ? usual.rounds() : rounds,
                    sliceMillis == null ? usual.slice() : Duration.ofMillis(sliceMillis));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
