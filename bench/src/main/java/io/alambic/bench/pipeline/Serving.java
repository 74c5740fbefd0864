package io.alambic.bench.pipeline;

import io.alambic.bench.baseline.BareForward;
import io.alambic.bench.baseline.InProcessLoop;
import io.alambic.bench.comparison.ComparisonSetup;
import io.alambic.bench.comparison.Quickstart;
import io.alambic.bench.load.CallKind;
import io.alambic.bench.load.LoadGenerator;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.measure.Spread;
import io.alambic.bench.report.Measure;
import io.alambic.bench.report.Row;
import io.alambic.bench.report.Section;
import io.alambic.bench.report.Target;
import io.alambic.bench.services.BenchCluster;
import io.alambic.bench.services.ServedStudent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares inference over gRPC, by more and more clients, with the pass of the same network at the size of pass that the
 * service formed. An instance is a number of clients of a student, measured round by round; each round also measures bare
 * passes of the size that the student formed.
 */
final class Serving {

    private static final Target TARGET = Target.atLeast(0.7);
    private static final int LARGEST_PASS = 64;

    /** How many ask at once; the last are as many as the service lets wait. */
    private static final List<Integer> CLIENTS = List.of(1, 4, 16, 64, 256);

    /** In a quick run: the fewest and the most. */
    private static final List<Integer> QUICK_CLIENTS = List.of(1, 256);

    /** In a quick run, whose slices are short for so many clients of a service that just began to answer. */
    private static final int QUICK_WARM_UP_SLICES = 3;

    private final ServedStudent student;
    private final BareForward bare;
    private final CallKind calls;
    private final byte[] request;
    private final int clients;
    private final List<Round> rounds = new ArrayList<>();

    private Serving(ServedStudent student, BareForward bare, CallKind calls, byte[] request, int clients) {
        this.student = student;
        this.bare = bare;
        this.calls = calls;
        this.request = request;
        this.clients = clients;
    }

    /** Returns a table of every kind of call, and one of each under saturation. */
    static List<Section> run(ComparisonSetup setup) throws IOException, InterruptedException {
        setup.progress().accept("serving: a student learns enough to answer");
        Pace pace = setup.pace();
        List<Section> sections = new ArrayList<>();
        try (BenchCluster cluster = new BenchCluster(setup.home(), setup.seed());
                ServedStudent student = ServedStudent.start(cluster, setup.seed());
                BareForward bare = new BareForward(setup.manager(), Quickstart.STUDENT, LARGEST_PASS)) {
            student.requireEqualAnswers(setup.seed());
            for (CallKind calls : CallKind.ALL) {
                String title = "serving: " + calls.words();
                setup.progress().accept(title);
                byte[] request = calls.request(setup.seed()).toByteArray();
                List<Serving> cases = (pace.isQuick() ? QUICK_CLIENTS : CLIENTS)
                        .stream()
                                .map(count -> new Serving(student, bare, calls, request, count))
                                .toList();
                for (Serving one : cases) {
                    one.warmUp(pace.isQuick() ? pace.slice().multipliedBy(QUICK_WARM_UP_SLICES) : pace.slice());
                }
                for (int round = 0; round < pace.rounds(); round++) {
                    for (int i = 0; i < cases.size(); i++) {
                        cases.get((round + i) % cases.size()).measure(pace.slice());
                    }
                }
                sections.add(Serving.table(title, cases));
                Serving last = cases.get(cases.size() - 1);
                sections.add(last.saturated("%s, %s".formatted(title, last.words()), TARGET));
            }
        }
        return sections;
    }

    private record Round(LoadGenerator.Turn turn, double samplesPerSecond, double samplesPerPass, double bare) {

        double ratio() {
            return samplesPerSecond / bare;
        }
    }

    /** Warms up the service and the bare pass. */
    private void warmUp(Duration slice) throws InterruptedException {
        round(slice);
    }

    /** Measures one round. */
    private void measure(Duration slice) throws InterruptedException {
        rounds.add(round(slice));
    }

    private Round round(Duration slice) throws InterruptedException {
        ServedStudent.Passes before = student.passes();
        LoadGenerator.Turn turn = student.load().ask(calls, request, clients, slice);
        double formed = student.passes().sizeSince(before);
        int size = (int) Math.max(1, Math.round(formed));
        InProcessLoop alone = new InProcessLoop("bare", size, () -> bare.forward(size), () -> {});
        return new Round(turn, turn.callsPerSecond() * calls.samples(), formed, alone.samplesPerSecond(slice));
    }

    /** Returns the number of clients in words. */
    private String words() {
        return clients == 1 ? "1 client" : clients + " clients";
    }

    /** Returns a table with a row for each case. */
    private static Section table(String title, List<Serving> cases) {
        return new Section(
                title,
                List.of(
                        Measure.SAMPLES_PER_SECOND,
                        Measure.SAMPLES_PER_PASS,
                        Measure.RATIO_TO_BARE,
                        Measure.P50_MICROS,
                        Measure.P99_MICROS,
                        Measure.CLIENT_CPU),
                cases.stream().map(Serving::row).toList());
    }

    private Row row() {
        return new Row(
                words(),
                List.of(
                        Spread.of(rounds, Round::samplesPerSecond),
                        Spread.of(rounds, Round::samplesPerPass),
                        Spread.of(rounds, Round::ratio),
                        Spread.of(rounds, round -> round.turn().latencies().p50()),
                        Spread.of(rounds, round -> round.turn().latencies().p99()),
                        Spread.of(rounds, round -> round.turn().cpu())));
    }

    /** Returns the comparison of the service with the bare pass. */
    private Section saturated(String title, Target target) {
        return new Section(
                title,
                List.of(Measure.SAMPLES_PER_SECOND, Measure.SAMPLES_PER_SECOND_RATIO),
                List.of(
                        new Row(
                                "bare DJL forward, passes as large",
                                List.of(Spread.of(rounds, Round::bare), Spread.exactly(1))),
                        new Row(
                                "student service",
                                List.of(Spread.of(rounds, Round::samplesPerSecond), Spread.of(rounds, Round::ratio)))),
                Optional.of(target));
    }
}
