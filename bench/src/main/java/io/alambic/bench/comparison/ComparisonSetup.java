package io.alambic.bench.comparison;

import ai.djl.ndarray.NDManager;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.measure.Stopwatch;
import io.alambic.cli.Home;
import java.util.function.Consumer;

/**
 * What a comparison runs with.
 *
 * @param manager under which it keeps arrays; it frees all of them
 * @param stopwatch measures
 * @param seed of weights and samples
 * @param progress told what is measured next
 * @param home where the packaged services lie
 */
public record ComparisonSetup(NDManager manager, Stopwatch stopwatch, long seed, Consumer<String> progress, Home home) {

    /** Returns the number and length of the rounds. */
    public Pace pace() {
        return stopwatch.pace();
    }
}
