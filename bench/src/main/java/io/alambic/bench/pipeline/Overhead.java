package io.alambic.bench.pipeline;

import io.alambic.bench.comparison.Comparison;
import io.alambic.bench.comparison.Setup;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.measure.Race;
import io.alambic.bench.measure.Spread;
import io.alambic.bench.process.FlightRecorder;
import io.alambic.bench.process.ThreadTimes;
import io.alambic.bench.report.Measure;
import io.alambic.bench.report.Report;
import io.alambic.bench.report.Row;
import io.alambic.bench.report.Section;
import io.alambic.bench.report.Target;
import io.alambic.cli.UserError;
import io.alambic.cli.observe.Metrics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the services do beside the models' own arithmetic, by their processor time at full speed, thread by thread.
 *
 * @param profiles folder for flame graphs, if they are wanted
 */
record Overhead(Optional<Path> profiles) implements Comparison {

    /** Until the JVM has compiled what it will. */
    private static final int SETTLING_SLICES = 20;

    private static final double SHOWN = 0.01;
    private static final Map<String, String> TEACHING =
            Map.of("its model's passes", "alambic_teacher_forward_seconds_sum");
    private static final Map<String, String> LEARNING = Map.of(
            "its training steps", "alambic_student_step_seconds_sum",
            "its looks at the holdout", "alambic_student_evaluation_seconds_sum");
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
        return Pace.OF_PROCESSES;
    }

    @Override
    public Report run(Setup setup) throws IOException, InterruptedException {
        Pace pace = setup.stopwatch().pace();
        Race race = new Race(pace);
        List<Section> sections = new ArrayList<>();
        try (Stage stage = new Stage(setup.home(), setup.seed())) {
            setup.progress().accept("overhead of the teacher");
            Stage.Started teacher = TeacherPipeline.start(stage, race, setup);
            sections.add(measured(setup, "teacher", teacher, TEACHING));
            teacher.process().close();
            setup.progress().accept("overhead of the student");
            Stage.Started student = StudentPipeline.start(stage, race, setup);
            sections.add(measured(setup, "student", student, LEARNING));
        }
        return new Report(name(), sections);
    }

    /** A moment in the life of a service; seconds of what its models do, by their names. */
    private record Reading(ThreadTimes threads, Map<String, Double> models) {

        static Reading of(Stage.Started service, Map<String, String> metrics) throws InterruptedException {
            Metrics now = service.metrics();
            Map<String, Double> models = new TreeMap<>();
            metrics.forEach((name, metric) -> models.put(name, now.value(metric).orElse(0)));
            return new Reading(ThreadTimes.of(service.process().pid()), models);
        }
    }

    /** What a service did in a round. */
    private record Round(ThreadTimes threads, Map<String, Double> models) {

        static Round between(Reading before, Reading after) {
            Map<String, Double> models = new TreeMap<>();
            after.models()
                    .forEach((name, seconds) ->
                            models.put(name, seconds - before.models().get(name)));
            return new Round(after.threads().since(before.threads()), models);
        }

        double share(String thread) {
            return threads.seconds(thread) / threads.seconds();
        }

        double modelShare(String name) {
            return models.get(name) / threads.seconds();
        }

        /** Never below 0, though passes are told by the clock and threads by the processor. */
        double rest() {
            return Math.max(
                    0,
                    1 - models.keySet().stream().mapToDouble(this::modelShare).sum());
        }

        boolean rested() {
            return models.values().stream().allMatch(seconds -> seconds == 0);
        }
    }

    private Section measured(Setup setup, String service, Stage.Started started, Map<String, String> models)
            throws IOException, InterruptedException {
        Thread.sleep(
                setup.stopwatch().pace().slice().multipliedBy(SETTLING_SLICES).toMillis());
        Pace pace = setup.stopwatch().pace();
        Section section = section(service, started, models, pace);
        if (profiles.isPresent()) {
            // Afterwards: a recorder that starts has methods compiled anew.
            FlightRecorder recorder = new FlightRecorder(started.process().pid());
            recorder.start();
            Thread.sleep(pace.slice().multipliedBy(pace.rounds()).toMillis());
            setup.progress().accept("flame graph: " + recorder.stopInto(profiles.get(), service));
        }
        return section;
    }

    private static Section section(String service, Stage.Started started, Map<String, String> models, Pace pace)
            throws InterruptedException {
        List<Round> rounds = new ArrayList<>();
        Reading before = Reading.of(started, models);
        for (int round = 0; round < pace.rounds(); round++) {
            Thread.sleep(pace.slice().toMillis());
            Reading after = Reading.of(started, models);
            rounds.add(Round.between(before, after));
            before = after;
        }
        if (rounds.stream().anyMatch(Round::rested)) {
            throw new UserError("The %s's model rested in a round; its log says why.".formatted(service));
        }
        List<Row> rows = threads(rounds);
        for (String name : rounds.get(0).models().keySet()) {
            rows.add(new Row(
                    name,
                    List.of(spread(
                            rounds.stream().map(round -> round.modelShare(name)).toList()))));
        }
        rows.add(new Row(
                "everything else",
                List.of(spread(rounds.stream().map(Round::rest).toList())),
                Optional.of(TARGET)));
        return new Section(
                "overhead of the %s: shares of its processor time".formatted(service),
                List.of(Measure.CPU_SHARE),
                rows);
    }

    private static List<Row> threads(List<Round> rounds) {
        Set<String> names = new TreeSet<>();
        rounds.forEach(round -> names.addAll(round.threads().ticks().keySet()));
        List<Row> rows = new ArrayList<>();
        for (String name : names) {
            Spread share =
                    spread(rounds.stream().map(round -> round.share(name)).toList());
            if (share.median() >= SHOWN) {
                rows.add(new Row("thread " + name, List.of(share)));
            }
        }
        rows.sort(Comparator.comparingDouble(row -> -row.figures().get(0).median()));
        return rows;
    }

    private static Spread spread(List<Double> shares) {
        return Spread.of(shares.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
