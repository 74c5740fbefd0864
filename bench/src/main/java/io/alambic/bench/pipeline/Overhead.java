package io.alambic.bench.pipeline;

import io.alambic.bench.comparison.Comparison;
import io.alambic.bench.comparison.ComparisonSetup;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.measure.Spread;
import io.alambic.bench.report.Measure;
import io.alambic.bench.report.Row;
import io.alambic.bench.report.Section;
import io.alambic.bench.report.Target;
import io.alambic.bench.services.BenchCluster;
import io.alambic.cli.UserError;
import io.alambic.cli.observe.Metrics;
import io.alambic.launch.Jcmd;
import io.alambic.launch.LaunchException;
import io.alambic.launch.ThreadTimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import one.convert.Arguments;
import one.convert.JfrToFlame;

/**
 * What the services do beside the models' own arithmetic, by their processor time at full speed, thread by thread.
 *
 * @param profiles folder for flame graphs, if they are wanted
 */
record Overhead(Optional<Path> profiles) implements Comparison.Measurement {

    /** Slices of settling for each round, until the JVM has compiled what runs once in a pass: that takes hundreds of passes. */
    private static final long SETTLING_SLICES = 4;

    private static final double SHOWN = 0.01;

    private static final Metered TEACHING = new Metered(
            "teacher", Map.of("its model's passes", new Model("alambic_teacher_forward_seconds_sum", "records-of")));
    private static final Metered LEARNING = new Metered(
            "student",
            Map.of(
                    "its training steps", new Model("alambic_student_step_seconds_sum", "trainer"),
                    "its looks at the holdout", new Model("alambic_student_evaluation_seconds_sum", "upkeep")));
    private static final Target TARGET = Target.atMost(0.05);
    private static final String RECORDING = "name=alambic";

    /**
     * What is read of a service.
     *
     * @param service what to call it
     * @param models what its models do, by what to call it
     */
    private record Metered(String service, Map<String, Model> models) {}

    /**
     * An activity of a model.
     *
     * @param metric of the seconds that it takes
     * @param thread on which it is done: the start of its name
     */
    private record Model(String metric, String thread) {}

    /**
     * Work of a service in a round.
     *
     * @param threads processor time of each
     * @param models seconds by the clock of what its models did, by what to call it
     */
    private record Round(ThreadTimes threads, Map<String, Double> models) {

        /** Reads the counters of a service, which count from its start. */
        static Round sinceStart(BenchCluster.Started service, Metered metered) throws InterruptedException {
            Metrics now = service.metrics();
            Map<String, Double> models = new TreeMap<>();
            metered.models()
                    .forEach((name, model) ->
                            models.put(name, now.value(model.metric()).orElse(0)));
            return new Round(ThreadTimes.of(service.process().pid()), models);
        }

        /** Returns the difference to an earlier reading. */
        Round since(Round before) {
            Map<String, Double> taken = new TreeMap<>();
            models.forEach((name, seconds) -> taken.put(name, seconds - before.models.get(name)));
            return new Round(threads.since(before.threads), taken);
        }

        double share(String thread) {
            return threads.seconds(thread) / threads.seconds();
        }

        /** Returns the model's share: its time by the clock, less the part in which its thread waited for a processor. */
        double modelShare(Metered metered, String name) {
            String thread = metered.models().get(name).thread();
            return models.get(name) * threads.onProcessor(thread) / threads.seconds();
        }

        /** Returns the rest; at least 0, as time by the clock and by the processor do not agree exactly. */
        double rest(Metered metered) {
            return Math.max(
                    0,
                    1
                            - models.keySet().stream()
                                    .mapToDouble(name -> modelShare(metered, name))
                                    .sum());
        }

        boolean rested() {
            return models.values().stream().allMatch(seconds -> seconds == 0);
        }
    }

    @Override
    public List<Section> run(ComparisonSetup setup) throws IOException, InterruptedException {
        List<Section> sections = new ArrayList<>();
        try (BenchCluster cluster = new BenchCluster(setup.home(), setup.seed())) {
            ThroughputComparison.Turns turns = new ThroughputComparison.Turns(setup, cluster, seconds(setup.pace()));
            setup.progress().accept("overhead of the teacher");
            BenchCluster.Started teacher = Contenders.startTeacher(turns, Contenders.TEACHER_BATCH);
            sections.add(measured(setup, teacher, TEACHING));
            teacher.process().close();
            setup.progress().accept("overhead of the student");
            sections.add(measured(setup, Contenders.startStudent(turns), LEARNING));
        }
        return sections;
    }

    private long seconds(Pace pace) {
        long slices = SETTLING_SLICES + (profiles.isPresent() ? 2 : 1);
        return pace.slice().multipliedBy(slices * pace.rounds()).plusSeconds(1).toSeconds();
    }

    private Section measured(ComparisonSetup setup, BenchCluster.Started service, Metered metered)
            throws IOException, InterruptedException {
        Pace pace = setup.pace();
        Thread.sleep(pace.warmUp(SETTLING_SLICES * pace.rounds()).toMillis());
        Section section = section(service, metered, pace);
        if (profiles.isPresent()) {
            // Afterwards: a recorder that starts has methods compiled again.
            Duration length = pace.slice().multipliedBy(pace.rounds());
            Path graph = profile(service.process().pid(), length, profiles.get(), metered.service());
            setup.progress().accept("flame graph: " + graph);
        }
        return section;
    }

    /**
     * Lets the flight recorder of another JVM look at its threads fifty times a second, for a while.
     *
     * @param folder is made where it is missing
     * @param name of the recording {@code NAME.jfr} and the flame graph {@code NAME.html}, a tower for each thread; those
     *     of threads that wait in native code stand there too
     * @return the flame graph
     * @throws LaunchException if the JVM does not take part
     */
    static Path profile(long pid, Duration length, Path folder, String name) throws IOException, InterruptedException {
        Path recording = Files.createDirectories(folder).resolve(name + ".jfr").toAbsolutePath();
        Path graph = recording.resolveSibling(name + ".html");
        Jcmd jcmd = new Jcmd(pid);
        jcmd.run("JFR.start", RECORDING, "settings=profile");
        Thread.sleep(length.toMillis());
        jcmd.run("JFR.stop", RECORDING, "filename=" + recording);
        JfrToFlame.convert(recording.toString(), graph.toString(), new Arguments("--threads", "--title", name));
        return graph;
    }

    private static Section section(BenchCluster.Started service, Metered metered, Pace pace)
            throws InterruptedException {
        List<Round> rounds = new ArrayList<>();
        for (int i = 0; i < pace.rounds(); i++) {
            Round before = Round.sinceStart(service, metered);
            Thread.sleep(pace.slice().toMillis());
            rounds.add(Round.sinceStart(service, metered).since(before));
        }
        if (rounds.stream().anyMatch(Round::rested)) {
            throw new UserError(
                    "The model of the %s rested in a round; its log says why.".formatted(metered.service()));
        }
        List<Row> rows = threads(rounds);
        for (String model : metered.models().keySet()) {
            rows.add(new Row(model, List.of(Spread.of(rounds, round -> round.modelShare(metered, model)))));
        }
        rows.add(Row.withTarget("everything else", Spread.of(rounds, round -> round.rest(metered)), TARGET));
        return new Section(
                "overhead of the %s: shares of its processor time".formatted(metered.service()),
                List.of(Measure.CPU_SHARE),
                rows);
    }

    private static List<Row> threads(List<Round> rounds) {
        List<Row> rows = new ArrayList<>();
        rounds.stream()
                .flatMap(round -> round.threads().ticks().keySet().stream())
                .distinct()
                .forEach(name ->
                        rows.add(new Row("thread " + name, List.of(Spread.of(rounds, round -> round.share(name))))));
        rows.removeIf(row -> row.figures().get(0).median() < SHOWN);
        rows.sort(Comparator.comparingDouble(row -> -row.figures().get(0).median()));
        return rows;
    }
}
