package io.alambic.bench.pipeline;

import io.alambic.bench.baseline.BareForward;
import io.alambic.bench.baseline.InProcessLoop;
import io.alambic.bench.load.CallKind;
import io.alambic.bench.load.LoadGenerator;
import io.alambic.bench.measure.Spread;
import io.alambic.bench.report.Measure;
import io.alambic.bench.report.Row;
import io.alambic.bench.report.Section;
import io.alambic.bench.report.Target;
import io.alambic.bench.services.ServedStudent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * A number of clients of a student, measured round by round; each round also measures bare passes of the size that the
 * student formed.
 */
final class ServingCase {

    private static final double P50 = 0.50;
    private static final double P99 = 0.99;

    private final ServedStudent student;
    private final BareForward bare;
    private final CallKind calls;
    private final byte[] request;
    private final int clients;
    private final Round[] rounds;

    ServingCase(ServedStudent student, BareForward bare, CallKind calls, byte[] request, int clients, int rounds) {
        this.student = student;
        this.bare = bare;
        this.calls = calls;
        this.request = request;
        this.clients = clients;
        this.rounds = new Round[rounds];
    }

    private record Round(LoadGenerator.Turn turn, double samplesPerSecond, double samplesPerPass, double bare) {}

    /** Warms up the service and the bare pass. */
    void warmUp(Duration slice) throws InterruptedException {
        round(slice);
    }

    /** Measures one round. */
    void measure(int round, Duration slice) throws InterruptedException {
        rounds[round] = round(slice);
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
    String words() {
        return clients == 1 ? "1 client" : clients + " clients";
    }

    /** Returns a table with a row for each case. */
    static Section table(String title, List<ServingCase> cases) {
        return new Section(
                title,
                List.of(
                        Measure.SAMPLES_PER_SECOND,
                        Measure.SAMPLES_PER_PASS,
                        Measure.RATIO_TO_BARE,
                        Measure.P50_MICROS,
                        Measure.P99_MICROS,
                        Measure.CLIENT_CPU),
                cases.stream().map(ServingCase::row).toList());
    }

    private Row row() {
        return new Row(
                words(),
                List.of(
                        Spread.of(each(Round::samplesPerSecond)),
                        Spread.of(each(Round::samplesPerPass)),
                        Spread.ofRatios(each(Round::samplesPerSecond), each(Round::bare)),
                        Spread.of(each(round -> round.turn().latencies().micros(P50))),
                        Spread.of(each(round -> round.turn().latencies().micros(P99))),
                        Spread.of(each(round -> round.turn().cpu()))));
    }

    /** Returns the comparison of the service with the bare pass. */
    Section saturated(String title, Target target) {
        double[] bares = each(Round::bare);
        double[] served = each(Round::samplesPerSecond);
        Spread one = Spread.exactly(1);
        return new Section(
                title,
                List.of(Measure.SAMPLES_PER_SECOND, Measure.SAMPLES_PER_SECOND_RATIO),
                List.of(
                        new Row("bare DJL forward, passes as large", List.of(Spread.of(bares), one)),
                        new Row("student service", List.of(Spread.of(served), Spread.ofRatios(served, bares)))),
                Optional.of(target));
    }

    private double[] each(ToDoubleFunction<Round> figure) {
        return Arrays.stream(rounds).mapToDouble(figure).toArray();
    }
}
