package io.alambic.bench.pipeline;

import io.alambic.bench.comparison.Comparison;
import io.alambic.bench.comparison.ComparisonSetup;
import io.alambic.bench.load.CallKind;
import io.alambic.bench.measure.Latencies;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.measure.Spread;
import io.alambic.bench.report.BenchReport;
import io.alambic.bench.report.Measure;
import io.alambic.bench.report.Row;
import io.alambic.bench.report.Section;
import io.alambic.bench.report.Target;
import io.alambic.bench.services.BenchCluster;
import io.alambic.bench.services.ServedStudent;
import io.alambic.bench.services.TaughtTopic;
import io.alambic.cli.UserError;
import io.alambic.v1.PauseTrainingRequest;
import io.alambic.v1.ResumeTrainingRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares the latency of steady calls while the student trains with that while its training is paused. */
final class Interference implements Comparison {

    private static final int CALLS_PER_SECOND = 200;
    private static final CallKind CALLS = new CallKind(false, 1);
    private static final int WARM_UP_TURNS = 12;
    private static final double P50 = 0.50;
    private static final double P99 = 0.99;
    private static final double NANOS = 1e9;
    private static final Duration GETTING_GOING = Duration.ofSeconds(1);
    private static final Target TARGET = Target.atMost(2);

    @Override
    public String name() {
        return "interference";
    }

    @Override
    public String summary() {
        return "Latency of gRPC inference while the student trains at full speed, against training paused.";
    }

    @Override
    public Pace pace() {
        return new Pace(Pace.OF_PROCESSES.rounds(), Duration.ofSeconds(5));
    }

    @Override
    public BenchReport run(ComparisonSetup setup) throws IOException, InterruptedException {
        setup.progress().accept(name() + ": a student learns enough to answer");
        Pace pace = setup.stopwatch().pace();
        long seconds = pace.slice()
                        .plus(GETTING_GOING)
                        .multipliedBy(pace.rounds() + WARM_UP_TURNS / 2)
                        .toSeconds()
                + 1;
        try (BenchCluster cluster = new BenchCluster(setup.home(), setup.seed());
                ServedStudent student = ServedStudent.start(
                        cluster,
                        TaughtTopic.of(cluster, setup.seed())
                                .repeated("repeated", StudentPipeline.BACKLOG.during(seconds, setup.manager())),
                        Map.of())) {
            return new BenchReport(name(), List.of(section(setup, student)));
        }
    }

    /** Returns the table. */
    private Section section(ComparisonSetup setup, ServedStudent student) throws InterruptedException {
        String title = "%s: %s, %d requests a second".formatted(name(), CALLS.words(), CALLS_PER_SECOND);
        setup.progress().accept(title);
        Pace pace = setup.stopwatch().pace();
        byte[] request = CALLS.request(setup.seed()).toByteArray();
        Turn[] paused = new Turn[pace.rounds()];
        Turn[] training = new Turn[pace.rounds()];
        for (int i = 0; i < WARM_UP_TURNS; i++) {
            turn(student, request, pace.slice(), i % 2 == 0);
        }
        for (int round = 0; round < pace.rounds(); round++) {
            boolean pausedFirst = round % 2 == 0;
            Turn first = turn(student, request, pace.slice(), !pausedFirst);
            Turn second = turn(student, request, pace.slice(), pausedFirst);
            paused[round] = pausedFirst ? first : second;
            training[round] = pausedFirst ? second : first;
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

    private static Row row(String name, Turn[] turns, Turn[] paused) {
        double[] p50 = at(turns, P50);
        double[] p99 = at(turns, P99);
        return new Row(
                name,
                List.of(
                        Spread.of(Arrays.stream(turns)
                                .mapToDouble(Turn::trainedPerSecond)
                                .toArray()),
                        Spread.of(p50),
                        Spread.of(p99),
                        Spread.ofRatios(p50, at(paused, P50)),
                        Spread.ofRatios(p99, at(paused, P99))));
    }

    private static double[] at(Turn[] turns, double share) {
        return Arrays.stream(turns)
                .mapToDouble(turn -> turn.latencies().micros(share))
                .toArray();
    }
}
