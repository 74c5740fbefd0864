package io.alambic.bench.pipeline;

import io.alambic.bench.comparison.Comparison;
import io.alambic.bench.comparison.Setup;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.measure.Race;
import io.alambic.bench.measure.Spread;
import io.alambic.bench.report.Measure;
import io.alambic.bench.report.Report;
import io.alambic.bench.report.Row;
import io.alambic.bench.report.Section;
import io.alambic.bench.report.Target;
import io.alambic.core.model.TrainableNetwork;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Inference over gRPC by the student service, against the same network with the same weights behind a server in Python. */
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
    public Report run(Setup setup) throws IOException, InterruptedException {
        setup.progress().accept(name() + ": a student learns enough to answer");
        try (Stage stage = new Stage(setup.home(), setup.seed());
                ServedStudent student = ServedStudent.start(
                        stage, TaughtTopic.of(stage, setup.seed()).topics())) {
            return new Report(name(), sections(setup, stage, student));
        }
    }

    /** A table of each kind of call that both understand. */
    List<Section> sections(Setup setup, Stage stage, ServedStudent student) throws IOException, InterruptedException {
        List<Section> sections = new ArrayList<>();
        try (TrainableNetwork weights = student.weights(setup.manager());
                PythonServer python = new PythonServer(
                        setup.home().root().resolve("proto/src/main/proto"),
                        stage.work().resolve("python"),
                        weights,
                        LARGEST_PASS);
                Crowd crowd = new Crowd(python.address())) {
            for (Calls calls : Calls.ALL) {
                if (!calls.streaming()) {
                    String title = "%s: %s, %d clients".formatted(name(), calls.words(), CLIENTS);
                    setup.progress().accept(title);
                    Logits.of("Python", crowd, calls, setup.seed())
                            .requireSame(Logits.of("the student service", student.crowd(), calls, setup.seed()));
                    List<List<Crowd.Turn>> turns = turns(setup, calls, List.of(crowd, student.crowd()));
                    sections.add(section(title, calls, turns));
                }
            }
        }
        return sections;
    }

    private static List<List<Crowd.Turn>> turns(Setup setup, Calls calls, List<Crowd> crowds)
            throws InterruptedException {
        Pace pace = setup.stopwatch().pace();
        byte[] request = calls.request(setup.seed()).toByteArray();
        List<List<Crowd.Turn>> turns = new ArrayList<>();
        for (Crowd crowd : crowds) {
            crowd.ask(calls, request, CLIENTS, pace.slice().multipliedBy(Race.WARM_UP_SLICES));
            turns.add(new ArrayList<>());
        }
        for (int round = 0; round < pace.rounds(); round++) {
            for (int i = 0; i < crowds.size(); i++) {
                int turn = (round + i) % crowds.size();
                turns.get(turn).add(crowds.get(turn).ask(calls, request, CLIENTS, pace.slice()));
            }
        }
        return turns;
    }

    /** Only where requests are small is there a target: of large ones both do little but the arithmetic. */
    private static Section section(String title, Calls calls, List<List<Crowd.Turn>> turns) {
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

    private static Row row(String name, Calls calls, List<Crowd.Turn> turns, List<Crowd.Turn> others) {
        ToDoubleFunction<Crowd.Turn> p99 = turn -> turn.latencies().at(P99);
        ToDoubleFunction<Crowd.Turn> rate = turn -> turn.callsPerSecond() * calls.samples();
        return new Row(
                name,
                List.of(
                        Spread.of(each(turns, turn -> turn.latencies().at(P50))),
                        Spread.of(each(turns, p99)),
                        Spread.ofRatios(each(turns, p99), each(others, p99)),
                        Spread.of(each(turns, rate)),
                        Spread.ofRatios(each(turns, rate), each(others, rate))));
    }

    private static double[] each(List<Crowd.Turn> turns, ToDoubleFunction<Crowd.Turn> figure) {
        return turns.stream().mapToDouble(figure).toArray();
    }
}
