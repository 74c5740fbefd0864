package io.alambic.bench.pipeline;

import io.alambic.bench.comparison.Comparison;
import io.alambic.bench.comparison.Setup;
import io.alambic.bench.measure.Contender;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.measure.Race;
import io.alambic.bench.report.Report;
import io.alambic.bench.report.Section;
import io.alambic.bench.report.Target;
import io.alambic.kafka.TopicNames;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Both services, from samples to trained weights, against the script that somebody writes who has only Python. */
final class ChainPipeline implements Comparison {

    private static final Target TARGET = Target.atLeast(2);
    private static final int PER_RECORD = 64;

    private static final Plenty PLENTY = new Plenty(12_000, 25_000);

    @Override
    public String name() {
        return "chain";
    }

    @Override
    public String summary() {
        return "Samples per second from Kafka through teacher and student, against one Python process that does both.";
    }

    @Override
    public Pace pace() {
        return Pace.OF_PROCESSES;
    }

    @Override
    public Report run(Setup setup) throws IOException, InterruptedException {
        int processors = Runtime.getRuntime().availableProcessors();
        String title = "chain: samples/s from samples to trained weights, on %d processors".formatted(processors);
        setup.progress().accept(title);
        Race race = new Race(setup.stopwatch().pace());
        try (Stage stage = new Stage(setup.home(), setup.seed());
                Contender script = script(stage, race, setup, processors);
                Contender floor = new PassesAndSteps(setup, processors);
                Contender services = services(stage, race, setup)) {
            List<Contender> contenders = List.of(script, floor, services);
            return new Report(name(), List.of(Section.ofThroughputs(title, race.run(contenders), TARGET)));
        }
    }

    private static TopicNames backlog(Stage stage, Race race, String name, Setup setup) throws InterruptedException {
        TopicNames topics = stage.topics(name);
        new Backlog(stage.bootstrapServers(), setup.seed())
                .samples(topics.samples(), PLENTY.during(race.turnSeconds(), setup.manager()), PER_RECORD);
        return topics;
    }

    static Contender script(Stage stage, Race race, Setup setup, int threads) throws IOException, InterruptedException {
        TopicNames topics = backlog(stage, race, "script", setup);
        return new PythonLoop(
                "a script in Python",
                new PythonScript(
                        "chain_loop.py",
                        stage.work(),
                        threads,
                        List.of(
                                setup.home()
                                        .root()
                                        .resolve("proto/src/main/proto")
                                        .toString(),
                                stage.work().toString(),
                                stage.bootstrapServers(),
                                topics.samples(),
                                Integer.toString(threads))));
    }

    private static Contender services(Stage stage, Race race, Setup setup) throws IOException, InterruptedException {
        TopicNames topics = backlog(stage, race, "services", setup);
        Stage.Started teacher = stage.teacher("teacher", topics, Map.of());
        Stage.Started student = stage.student("student", topics, StudentPipeline.EVERY_CANDIDATE_SERVES);
        return new Service(
                        "teacher and student service",
                        List.of(teacher.process(), student.process()),
                        student.probe(),
                        StudentPipeline.TRAINED,
                        List.of("trained", "held_out"))
                .underWay(stage);
    }
}
