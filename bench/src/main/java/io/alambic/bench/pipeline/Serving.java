package io.alambic.bench.pipeline;

import io.alambic.bench.baseline.BareForward;
import io.alambic.bench.comparison.Comparison;
import io.alambic.bench.comparison.ComparisonSetup;
import io.alambic.bench.comparison.Quickstart;
import io.alambic.bench.load.CallKind;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.report.BenchReport;
import io.alambic.bench.report.Section;
import io.alambic.bench.report.Target;
import io.alambic.bench.services.BenchCluster;
import io.alambic.bench.services.ServedStudent;
import io.alambic.bench.services.TaughtTopic;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Inference over gRPC, by more and more clients, against the pass of the same network at the size of pass that the service
 * formed.
 *
 * @param clients how many ask at once, rising; the last of them saturate the service
 */
record Serving(List<Integer> clients) implements Comparison {

    private static final Target TARGET = Target.atLeast(0.7);
    private static final int LARGEST_PASS = 64;

    /** Measures from one client up to as many as the service lets wait. */
    static Serving toSaturation() {
        return new Serving(List.of(1, 4, 16, 64, 256));
    }

    @Override
    public String name() {
        return "serving";
    }

    @Override
    public String summary() {
        return "Samples per second and latency of gRPC inference, against a pass of the same network on data in memory.";
    }

    @Override
    public Pace pace() {
        return new Pace(Pace.OF_PROCESSES.rounds(), Duration.ofSeconds(1));
    }

    @Override
    public BenchReport run(ComparisonSetup setup) throws IOException, InterruptedException {
        setup.progress().accept(name() + ": a student learns enough to answer");
        try (BenchCluster cluster = new BenchCluster(setup.home(), setup.seed());
                ServedStudent student = ServedStudent.start(
                        cluster, TaughtTopic.of(cluster, setup.seed()).topics())) {
            return new BenchReport(name(), sections(setup, student));
        }
    }

    /** Returns a table of every kind of call, and one of each under saturation. */
    List<Section> sections(ComparisonSetup setup, ServedStudent student) throws InterruptedException {
        student.requireEqualAnswers(setup.seed());
        Pace pace = setup.stopwatch().pace();
        List<Section> sections = new ArrayList<>();
        try (BareForward bare = new BareForward(setup.manager(), Quickstart.STUDENT, LARGEST_PASS)) {
            for (CallKind calls : CallKind.ALL) {
                setup.progress().accept("%s: %s".formatted(name(), calls.words()));
                byte[] request = calls.request(setup.seed()).toByteArray();
                List<ServingCase> cases = clients.stream()
                        .map(count -> new ServingCase(student, bare, calls, request, count, pace.rounds()))
                        .toList();
                for (ServingCase one : cases) {
                    one.warmUp(pace.slice());
                }
                for (int round = 0; round < pace.rounds(); round++) {
                    for (int i = 0; i < cases.size(); i++) {
                        cases.get((round + i) % cases.size()).measure(round, pace.slice());
                    }
                }
                sections.add(ServingCase.table("%s: %s".formatted(name(), calls.words()), cases));
                ServingCase last = cases.get(cases.size() - 1);
                sections.add(last.saturated("%s: %s, %s".formatted(name(), calls.words(), last.words()), TARGET));
            }
        }
        return sections;
    }
}
