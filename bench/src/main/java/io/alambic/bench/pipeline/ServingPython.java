package io.alambic.bench.pipeline;

import io.alambic.bench.baseline.PythonServer;
import io.alambic.bench.comparison.Comparison;
import io.alambic.bench.comparison.ComparisonSetup;
import io.alambic.bench.load.AnswerLogits;
import io.alambic.bench.load.CallKind;
import io.alambic.bench.load.LoadGenerator;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.measure.RoundRobin;
import io.alambic.bench.measure.Spread;
import io.alambic.bench.report.BenchReport;
import io.alambic.bench.report.Measure;
import io.alambic.bench.report.Row;
import io.alambic.bench.report.Section;
import io.alambic.bench.report.Target;
import io.alambic.bench.services.BenchCluster;
import io.alambic.bench.services.ServedStudent;
import io.alambic.bench.services.TaughtTopic;
import io.alambic.core.model.TrainableNetwork;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Compares inference over gRPC by the student service with the same network and weights behind a server in Python. */
final class ServingPython implements Comparison {

    private static final int CLIENTS = 64;
    private static final int LARGEST_PASS = 64;
    private static final double P50 = 0.50;
    private static final double P99 = 0.99;
    private static final Target TARGET = Target.atLeast(5);

    @Override
    public String name() {
        return "serving-python";
    }

    @Override
    public String summary() {
        return "Samples per second and latency of gRPC inference, against a server in Python with PyTorch.";
    }

    @Override
    public Pace pace() {
        return Pace.OF_PROCESSES;
    }

    @Override
    public BenchReport run(ComparisonSetup setup) throws IOException, InterruptedException {
        setup.progress().accept(name() + ": a student learns enough to answer");
        try (BenchCluster cluster = new BenchCluster(setup.home(), setup.seed());
                ServedStudent student = ServedStudent.start(
                        cluster, TaughtTopic.of(cluster, setup.seed()).topics())) {
            return new BenchReport(name(), sections(setup, cluster, student));
        }
    }

    /** Returns a table of each kind of call that both support. */
    List<Section> sections(ComparisonSetup setup, BenchCluster cluster, ServedStudent student)
            throws IOException, InterruptedException {
        List<Section> sections = new ArrayList<>();
        try (TrainableNetwork weights = student.weights(setup.manager());
                PythonServer python = new PythonServer(
                        setup.home().root().resolve("proto/src/main/proto"),
                        cluster.work().resolve("python"),
                        weights,
                        LARGEST_PASS);
                LoadGenerator load = new LoadGenerator(python.address())) {
            for (CallKind calls : CallKind.ALL) {
                if (!calls.streaming()) {
                    String title = "%s: %s, %d clients".formatted(name(), calls.words(), CLIENTS);
                    setup.progress().accept(title);
                    AnswerLogits.of("Python", load, calls, setup.seed())
                            .requireSame(AnswerLogits.of("the student service", student.load(), calls, setup.seed()));
                    List<List<LoadGenerator.Turn>> turns = turns(setup, calls, List.of(load, student.load()));
                    sections.add(section(title, calls, turns));
                }
            }
        }
        return sections;
    }

    private static List<List<LoadGenerator.Turn>> turns(
            ComparisonSetup setup, CallKind calls, List<LoadGenerator> loads) throws InterruptedException {
        Pace pace = setup.stopwatch().pace();
        byte[] request = calls.request(setup.seed()).toByteArray();
        List<List<LoadGenerator.Turn>> turns = new ArrayList<>();
        for (LoadGenerator load : loads) {
            load.ask(calls, request, CLIENTS, pace.slice().multipliedBy(RoundRobin.WARM_UP_SLICES));
            turns.add(new ArrayList<>());
        }
        for (int round = 0; round < pace.rounds(); round++) {
            for (int i = 0; i < loads.size(); i++) {
                int turn = (round + i) % loads.size();
                turns.get(turn).add(loads.get(turn).ask(calls, request, CLIENTS, pace.slice()));
            }
        }
        return turns;
    }

    /** Only small requests have a target: with large ones both servers do little but arithmetic. */
    private static Section section(String title, CallKind calls, List<List<LoadGenerator.Turn>> turns) {
        return new Section(
                title,
                List.of(
                        Measure.P50_MICROS,
                        Measure.P99_MICROS,
                        Measure.P99_RATIO,
                        Measure.SAMPLES_PER_SECOND,
                        Measure.SAMPLES_PER_SECOND_RATIO),
                List.of(
                        row("Python with grpcio and PyTorch", calls, turns.get(0), turns.get(0)),
                        row("student service", calls, turns.get(1), turns.get(0))),
                calls.samples() == 1 ? Optional.of(TARGET) : Optional.empty());
    }

    private static Row row(
            String name, CallKind calls, List<LoadGenerator.Turn> turns, List<LoadGenerator.Turn> others) {
        ToDoubleFunction<LoadGenerator.Turn> p99 = turn -> turn.latencies().micros(P99);
        ToDoubleFunction<LoadGenerator.Turn> rate = turn -> turn.callsPerSecond() * calls.samples();
        return new Row(
                name,
                List.of(
                        Spread.of(each(turns, turn -> turn.latencies().micros(P50))),
                        Spread.of(each(turns, p99)),
                        Spread.ofRatios(each(turns, p99), each(others, p99)),
                        Spread.of(each(turns, rate)),
                        Spread.ofRatios(each(turns, rate), each(others, rate))));
    }

    private static double[] each(List<LoadGenerator.Turn> turns, ToDoubleFunction<LoadGenerator.Turn> figure) {
        return turns.stream().mapToDouble(figure).toArray();
    }
}
