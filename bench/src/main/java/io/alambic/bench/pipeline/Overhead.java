package io.alambic.bench.pipeline;

import io.alambic.bench.baseline.BareClients;
import io.alambic.bench.comparison.Comparison;
import io.alambic.bench.comparison.ComparisonSetup;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.measure.Spread;
import io.alambic.bench.process.FlightRecorder;
import io.alambic.bench.report.BenchReport;
import io.alambic.bench.report.Measure;
import io.alambic.bench.report.Row;
import io.alambic.bench.report.Section;
import io.alambic.bench.report.Target;
import io.alambic.bench.services.BenchCluster;
import io.alambic.bench.services.ServiceContender;
import io.alambic.bench.services.ServiceRound;
import io.alambic.bench.services.ServiceRound.Metered;
import io.alambic.bench.services.ServiceRound.Model;
import io.alambic.bench.services.TaughtTopic;
import io.alambic.cli.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What the services do beside the models' own arithmetic, by their processor time at full speed, thread by thread, and what of
 * it Kafka's clients take where they only carry the same records.
 *
 * @param profiles folder for flame graphs, if they are wanted
 */
record Overhead(Optional<Path> profiles) implements Comparison {

    /** Slices until the JVM has compiled what runs once in a pass, which takes hundreds of passes. */
    private static final int SETTLING_SLICES = 20;

    /** Slices until the clients have carried their first records. */
    private static final int FIRST_SLICES = 2;

    /** Long, as each round includes one answer to a request for metrics. */
    private static final Duration SLICE = Duration.ofSeconds(6);

    private static final double SHOWN = 0.01;

    /** The clients run for a part of a slice: what they write in a whole one would fill a small disk. */
    private static final int CLIENTS_PART = 12;

    private static final String SAMPLES = "alambic.topics.samples";
    private static final String KNOWLEDGE = "alambic.topics.knowledge";
    private static final Metered TEACHING = new Metered(
            "teacher",
            Map.of("its model's passes", new Model("alambic_teacher_forward_seconds_sum", "teacher")),
            BenchCluster.TEACHER_SAMPLES);
    private static final Metered LEARNING = new Metered(
            "student",
            Map.of(
                    "its training steps", new Model("alambic_student_step_seconds_sum", "trainer"),
                    "its looks at the holdout", new Model("alambic_student_evaluation_seconds_sum", "judge")),
            BenchCluster.STUDENT_SAMPLES);
    private static final Target TARGET = Target.atMost(0.05);

    @Override
    public String name() {
        return "overhead";
    }

    @Override
    public String summary() {
        return "Share of the services' processor time that is neither the teacher's passes nor the student's.";
    }

    @Override
    public Pace pace() {
        return new Pace(Pace.OF_PROCESSES.rounds(), SLICE);
    }

    @Override
    public BenchReport run(ComparisonSetup setup) throws IOException, InterruptedException {
        Pace pace = setup.stopwatch().pace();
        List<Section> sections = new ArrayList<>();
        try (BenchCluster cluster = new BenchCluster(setup.home(), setup.seed())) {
            setup.progress().accept("overhead of the teacher");
            BenchCluster.Started teacher = TeacherPipeline.start(cluster, seconds(pace), setup);
            try (BareClients clients = BareClients.answering(
                    cluster.bootstrapServers(),
                    teacher.settings().get(SAMPLES),
                    TeacherPipeline.BATCH,
                    teacher.settings().get(KNOWLEDGE),
                    cluster.topics("bare").knowledge())) {
                sections.add(measured(setup, teacher, TEACHING, clients));
            }
            teacher.process().close();
            setup.progress().accept("overhead of the student");
            BenchCluster.Started student = StudentPipeline.start(cluster, seconds(pace), setup);
            try (BareClients clients = BareClients.reading(
                    cluster.bootstrapServers(), student.settings().get(KNOWLEDGE), TaughtTopic.PER_RECORD)) {
                sections.add(measured(setup, student, LEARNING, clients));
            }
        }
        return new BenchReport(name(), sections);
    }

    private long seconds(Pace pace) {
        int looks = profiles.isPresent() ? 2 * pace.rounds() : pace.rounds();
        return pace.slice()
                .multipliedBy(FIRST_SLICES + SETTLING_SLICES + looks)
                .plusSeconds(1)
                .toSeconds();
    }

    private Section measured(ComparisonSetup setup, BenchCluster.Started service, Metered metered, BareClients clients)
            throws IOException, InterruptedException {
        Pace pace = setup.stopwatch().pace();
        clients.secondsPerSample(pace.slice());
        Thread.sleep(pace.slice().multipliedBy(SETTLING_SLICES).toMillis());
        Section section = section(service, metered, clients, pace);
        if (profiles.isPresent()) {
            // Afterwards: a recorder that starts has methods compiled anew.
            FlightRecorder recorder = new FlightRecorder(service.process().pid());
            recorder.start();
            Thread.sleep(pace.slice().multipliedBy(pace.rounds()).toMillis());
            setup.progress().accept("flame graph: " + recorder.stopInto(profiles.get(), metered.service()));
        }
        return section;
    }

    /** Measures service and clients in turns; the service is frozen during the clients' turn. */
    private static Section section(BenchCluster.Started service, Metered metered, BareClients clients, Pace pace)
            throws InterruptedException {
        List<ServiceRound> rounds = new ArrayList<>();
        List<Double> carrying = new ArrayList<>();
        for (int i = 0; i < pace.rounds(); i++) {
            ServiceRound before = ServiceRound.sinceStart(service, metered);
            Thread.sleep(pace.slice().toMillis());
            ServiceRound round = ServiceRound.sinceStart(service, metered).since(before);
            service.process().freeze();
            carrying.add(round.shareOf(clients.secondsPerSample(pace.slice().dividedBy(CLIENTS_PART))));
            service.process().thaw();
            Thread.sleep(ServiceContender.SETTLING.toMillis());
            rounds.add(round);
        }
        if (rounds.stream().anyMatch(ServiceRound::rested)) {
            throw new UserError(
                    "The model of the %s rested in a round; its log says why.".formatted(metered.service()));
        }
        List<Row> rows = threads(rounds);
        for (String model : metered.models().keySet()) {
            rows.add(new Row(model, List.of(spread(rounds, round -> round.modelShare(model)))));
        }
        rows.add(new Row("Kafka's clients alone", List.of(spread(carrying))));
        rows.add(new Row("everything else", List.of(spread(rounds, ServiceRound::rest)), Optional.of(TARGET)));
        return new Section(
                "overhead of the %s: shares of its processor time".formatted(metered.service()),
                List.of(Measure.CPU_SHARE),
                rows);
    }

    private static List<Row> threads(List<ServiceRound> rounds) {
        Set<String> names = new TreeSet<>();
        rounds.forEach(round -> names.addAll(round.threads().ticks().keySet()));
        List<Row> rows = new ArrayList<>();
        for (String name : names) {
            Spread share = spread(rounds, round -> round.share(name));
            if (share.median() >= SHOWN) {
                rows.add(new Row("thread " + name, List.of(share)));
            }
        }
        rows.sort(Comparator.comparingDouble(row -> -row.figures().get(0).median()));
        return rows;
    }

    private static Spread spread(List<ServiceRound> rounds, Function<ServiceRound, Double> share) {
        return spread(rounds.stream().map(share).toList());
    }

    private static Spread spread(List<Double> shares) {
        return Spread.of(shares.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
