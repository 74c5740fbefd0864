package io.alambic.bench.comparison;

import ai.djl.ndarray.NDManager;
import io.alambic.bench.measure.Latencies;
import io.alambic.bench.measure.Spread;
import io.alambic.bench.measure.Stopwatch;
import io.alambic.bench.report.Measure;
import io.alambic.bench.report.Report;
import io.alambic.bench.report.Row;
import io.alambic.bench.report.Section;
import io.alambic.core.model.Network;
import io.alambic.core.model.Signature;
import io.alambic.core.train.Candidate;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Latency of one sample through the served copy of the weights, on one thread, while the trainer rests
 * and while it trains at full speed on another. No gRPC, no Kafka: what remains is what the two share
 * inside the engine and on the processor.
 */
public final class ServeWhileTraining implements Comparison {

    private static final int CALLS_AT_LEAST = 1000;
    private static final double P50 = 0.50;
    private static final double P99 = 0.99;

    @Override
    public String name() {
        return "serve-while-training";
    }

    @Override
    public String summary() {
        return "Latency of one sample through the served weights, trainer at full speed against trainer idle.";
    }

    @Override
    public Report run(Setup setup) throws IOException {
        String title = "%s: 1 sample, convolutions 16,32, dense 64; training batches of %d"
                .formatted(name(), Quickstart.BATCH);
        setup.progress().accept(title);
        NDManager manager = setup.manager();
        Lesson lesson = Lesson.of(manager, Quickstart.BATCH, setup.seed());
        Lesson question = Lesson.of(manager, 1, setup.seed());
        try (Candidate candidate = Candidate.fresh(Quickstart.outputAndFeatureTerms(setup.seed()), manager);
                Network served = Quickstart.STUDENT.newNetwork(
                        manager, candidate.network().weights());
                Trainer trainer = new Trainer(candidate, lesson, manager)) {
            Runnable request = () -> answer(served, question, manager);
            return new Report(name(), List.of(section(title, setup.stopwatch(), request, trainer)));
        }
    }

    private static Section section(String title, Stopwatch stopwatch, Runnable request, Trainer trainer) {
        int rounds = stopwatch.pace().rounds();
        Latencies[] idle = new Latencies[rounds];
        Latencies[] busy = new Latencies[rounds];
        stopwatch.latencies(request, CALLS_AT_LEAST);
        whileTraining(stopwatch, request, trainer);
        for (int round = 0; round < rounds; round++) {
            boolean idleFirst = round % 2 == 0;
            if (idleFirst) {
                idle[round] = stopwatch.latencies(request, CALLS_AT_LEAST);
            }
            busy[round] = whileTraining(stopwatch, request, trainer);
            if (!idleFirst) {
                idle[round] = stopwatch.latencies(request, CALLS_AT_LEAST);
            }
        }
        return new Section(
                title,
                List.of(Measure.P50_MICROS, Measure.P99_MICROS, Measure.P50_RATIO, Measure.P99_RATIO),
                List.of(row("trainer idle", idle, idle), row("trainer at full speed", busy, idle)));
    }

    private static Latencies whileTraining(Stopwatch stopwatch, Runnable request, Trainer trainer) {
        trainer.start();
        try {
            return stopwatch.latencies(request, CALLS_AT_LEAST);
        } finally {
            trainer.stop();
        }
    }

    private static Row row(String name, Latencies[] latencies, Latencies[] baseline) {
        double[] p50 = each(latencies, round -> round.at(P50));
        double[] p99 = each(latencies, round -> round.at(P99));
        return new Row(
                name,
                List.of(
                        Spread.of(p50),
                        Spread.of(p99),
                        Spread.ofRatios(p50, each(baseline, round -> round.at(P50))),
                        Spread.ofRatios(p99, each(baseline, round -> round.at(P99)))));
    }

    private static double[] each(Latencies[] rounds, ToDoubleFunction<Latencies> figure) {
        return Arrays.stream(rounds).mapToDouble(figure).toArray();
    }

    private static void answer(Network served, Lesson question, NDManager manager) {
        try (NDManager scope = manager.newSubManager()) {
            served.forward(question.images(scope)).get(Signature.LOGITS).toFloatArray();
        }
    }
}
