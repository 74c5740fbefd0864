package io.alambic.bench.pipeline;

import io.alambic.bench.comparison.Comparison;
import io.alambic.bench.comparison.Quickstart;
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

/** The teacher from Kafka to Kafka, against the pass of its model alone. */
final class TeacherPipeline implements Comparison {

    static final String TAUGHT = "alambic_teacher_samples_total";
    static final int BATCH = 128;

    static final Plenty PLENTY = new Plenty(12_000, 100_000);

    private static final Target TARGET = Target.atLeast(0.95);

    @Override
    public String name() {
        return "teacher";
    }

    @Override
    public String summary() {
        return "Samples per second of the teacher from Kafka to Kafka, against its model's pass on data in memory.";
    }

    @Override
    public Pace pace() {
        return Pace.OF_PROCESSES;
    }

    @Override
    public Report run(Setup setup) throws IOException, InterruptedException {
        String title = "teacher: samples/s, batches of %d, logits and block2".formatted(BATCH);
        setup.progress().accept(title);
        Race race = new Race(setup.stopwatch().pace());
        try (Stage stage = new Stage(setup.home(), setup.seed());
                BareForward bare = new BareForward(setup.manager(), Quickstart.TEACHER, BATCH);
                Contender service = service(stage, race, setup)) {
            List<Contender> contenders =
                    List.of(new Loop("bare DJL forward", BATCH, () -> bare.forward(BATCH), () -> {}), service);
            return new Report(name(), List.of(Section.ofThroughputs(title, race.run(contenders), TARGET)));
        }
    }

    private static Contender service(Stage stage, Race race, Setup setup) throws IOException, InterruptedException {
        Stage.Started teacher = start(stage, race.turnSeconds(), setup);
        return new Service("teacher service", teacher.process(), teacher.probe(), TAUGHT, "taught").underWay(stage);
    }

    /** The quickstart's teacher, with more before it than it can answer in so many seconds. */
    static Stage.Started start(Stage stage, long seconds, Setup setup) throws IOException, InterruptedException {
        TopicNames topics = stage.topics("batched");
        new Backlog(stage.bootstrapServers(), setup.seed())
                .samples(topics.samples(), PLENTY.during(seconds, setup.manager()), BATCH);
        return stage.teacher("teacher-batched", topics, Map.of("alambic.teacher.max-batch", Integer.toString(BATCH)));
    }
}
