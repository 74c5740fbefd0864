package io.alambic.bench.pipeline;

import io.alambic.bench.comparison.Comparison;
import io.alambic.bench.comparison.ComparisonSetup;
import io.alambic.bench.measure.Contender;
import io.alambic.bench.measure.RoundRobin;
import io.alambic.bench.report.Measure;
import io.alambic.bench.report.Section;
import io.alambic.bench.report.Target;
import io.alambic.bench.services.BenchCluster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares the samples per second of contenders, in turns.
 *
 * @param title of the table
 * @param openings start the contenders in order: the one that the others are compared with, and last the one with the target
 * @param target of the last one's ratio to the first
 */
record ThroughputComparison(String title, List<Opening> openings, Target target) implements Comparison.Measurement {

    /** Starts a contender. */
    @FunctionalInterface
    interface Opening {

        Contender open(Turns turns) throws IOException, InterruptedException;
    }

    /**
     * What contenders run with.
     *
     * @param cluster their broker
     * @param seconds for which each runs in all
     */
    record Turns(ComparisonSetup setup, BenchCluster cluster, long seconds) {}

    @Override
    public List<Section> run(ComparisonSetup setup) throws IOException, InterruptedException {
        setup.progress().accept(title);
        RoundRobin roundRobin = new RoundRobin(setup.pace());
        try (BenchCluster cluster = new BenchCluster(setup.home(), setup.seed())) {
            Turns turns = new Turns(setup, cluster, roundRobin.turnSeconds());
            List<Contender> contenders = new ArrayList<>();
            try {
                for (Opening opening : openings) {
                    contenders.add(opening.open(turns));
                }
                return List.of(Section.comparing(title, Measure.SAMPLES_PER_SECOND, roundRobin.run(contenders))
                        .with(target));
            } finally {
                contenders.forEach(Contender::close);
            }
        }
    }
}
