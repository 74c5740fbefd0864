package io.alambic.bench.pipeline;

import io.alambic.bench.comparison.ComparisonSetup;
import io.alambic.bench.load.CallKind;
import io.alambic.bench.measure.Latencies;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.measure.Spread;
import io.alambic.bench.report.Measure;
import io.alambic.bench.report.Row;
import io.alambic.bench.report.Section;
import io.alambic.bench.report.Target;
import io.alambic.bench.services.BenchCluster;
import io.alambic.bench.services.ServedStudent;
import io.alambic.cli.UserError;
import io.alambic.v1.PauseTrainingRequest;
import io.alambic.v1.ResumeTrainingRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Compares the latency of steady calls while the student trains with that while its training is paused. */
final class Interference {

    private static final int CALLS_PER_SECOND = 200;
    private static final CallKind CALLS = new CallKind(false, 1);
    private static final double NANOS = 1e9;
    private static final Duration GETTING_GOING = Duration.ofSeconds(1);
    private static final Target TARGET = Target.atMost(2);

    private Interference() {}

    static List<Section> run(ComparisonSetup setup) throws IOException, InterruptedException {
        setup.progress().accept("interference: a student learns enough to answer");
        Pace pace = setup.pace();
        long seconds = pace.slice()
                        .plus(GETTING_GOING)
                        .multipliedBy(2L * pace.rounds())
                        .toSeconds()
                + 1;
        try (BenchCluster cluster = new BenchCluster(setup.home(), setup.seed());
                ServedStudent student = ServedStudent.start(
                        cluster,
                        Contenders.taught(new ThroughputComparison.Turns(setup, cluster, seconds)),
                        Map.of())) {
            return List.of(section(setup, student));
        }
    }

    private static Section section(ComparisonSetup setup, ServedStudent student) throws InterruptedException {
        String title = "interference: %s, %d requests a second".formatted(CALLS.words(), CALLS_PER_SECOND);
        setup.progress().accept(title);
        Pace pace = setup.pace();
        byte[] request = CALLS.request(setup.seed()).toByteArray();
        for (int i = 0; i < (pace.isQuick() ? 2 : 2 * pace.rounds()); i++) {
            turn(student, request, pace.slice(), i % 2 == 0);
        }
        List<Turn> paused = new ArrayList<>();
        List<Turn> training = new ArrayList<>();
        for (int round = 0; round < pace.rounds(); round++) {
            boolean trainsFirst = round % 2 == 1;
            for (boolean trains : new boolean[] {trainsFirst, !trainsFirst}) {
                (trains ? training : paused).add(turn(student, request, pace.slice(), trains));
            }
        }
        return new Section(
                title,
                List.of(
                        Measure.TRAINED_PER_SECOND,
                        Measure.P50_MICROS,
                        Measure.P99_MICROS,
                        Measure.P50_RATIO,
                        Measure.P99_RATIO),
                List.of(row("training paused", paused, paused), row("training at full speed", training, paused)),
                Optional.of(TARGET));
    }

    private record Turn(double trainedPerSecond, Latencies latencies) {}

    private static Turn turn(ServedStudent student, byte[] request, Duration slice, boolean training)
            throws InterruptedException {
        if (training) {
            student.load().operator().resumeTraining(ResumeTrainingRequest.getDefaultInstance());
        } else {
            student.load().operator().pauseTraining(PauseTrainingRequest.getDefaultInstance());
        }
        Thread.sleep(GETTING_GOING.toMillis());
        long before = student.trained();
        long start = System.nanoTime();
        Latencies latencies = student.load().callSteadily(CALLS, request, CALLS_PER_SECOND, slice);
        double trained = (student.trained() - before) * NANOS / (System.nanoTime() - start);
        if (training != trained > 0) {
            throw new UserError("The student trained on %.0f samples/s while its training was %s."
                    .formatted(trained, training ? "on" : "paused"));
        }
        return new Turn(trained, latencies);
    }

    private static Row row(String name, List<Turn> turns, List<Turn> paused) {
        ToDoubleFunction<Turn> p50 = turn -> turn.latencies().p50();
        ToDoubleFunction<Turn> p99 = turn -> turn.latencies().p99();
        return new Row(
                name,
                List.of(
                        Spread.of(turns, Turn::trainedPerSecond),
                        Spread.of(turns, p50),
                        Spread.of(turns, p99),
                        Spread.ofRatios(turns, paused, p50),
                        Spread.ofRatios(turns, paused, p99)));
    }
}
