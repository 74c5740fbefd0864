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

/** The teacher on records of one sample each, against the teacher on full batches. */
final class SingleSamples implements Comparison {

    private static final Target TARGET = Target.atLeast(0.85);

    @Override
    public String name() {
        return "teacher-single";
    }

    @Override
    public String summary() {
        return "Samples per second of the teacher on records of one sample, against records of 128.";
    }

    @Override
    public Pace pace() {
        return Pace.OF_PROCESSES;
    }

    @Override
    public Report run(Setup setup) throws IOException, InterruptedException {
        String title = "teacher-single: samples/s of the teacher service";
        setup.progress().accept(title);
        Race race = new Race(setup.stopwatch().pace());
        try (Stage stage = new Stage(setup.home(), setup.seed());
                Contender batched = service(stage, race, setup, TeacherPipeline.BATCH);
                Contender single = service(stage, race, setup, 1)) {
            return new Report(
                    name(), List.of(Section.ofThroughputs(title, race.run(List.of(batched, single)), TARGET)));
        }
    }

    /** A teacher that is frozen until its turn comes. */
    private static Contender service(Stage stage, Race race, Setup setup, int perRecord)
            throws IOException, InterruptedException {
        String name = "records-of-" + perRecord;
        TopicNames topics = stage.topics(name);
        new Backlog(stage.bootstrapServers(), setup.seed())
                .samples(
                        topics.samples(),
                        TeacherPipeline.PLENTY.during(race.turnSeconds(), setup.manager()),
                        perRecord);
        Stage.Started teacher = stage.teacher(
                name, topics, Map.of("alambic.teacher.max-batch", Integer.toString(TeacherPipeline.BATCH)));
        Service service = new Service(
                        "records of " + perRecord, teacher.process(), teacher.probe(), TeacherPipeline.TAUGHT, "taught")
                .underWay(stage);
        teacher.process().freeze();
        return service;
    }
}
