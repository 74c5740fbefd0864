package io.alambic.bench.pipeline;

import io.alambic.bench.comparison.Comparison;
import io.alambic.bench.comparison.ComparisonSetup;
import io.alambic.bench.measure.Contender;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.measure.RoundRobin;
import io.alambic.bench.report.BenchReport;
import io.alambic.bench.report.Section;
import io.alambic.bench.report.Target;
import io.alambic.bench.services.Backlog;
import io.alambic.bench.services.BenchCluster;
import io.alambic.bench.services.ServiceContender;
import io.alambic.kafka.TopicNames;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Compares the teacher on records of one sample with the teacher on full batches. */
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
    public BenchReport run(ComparisonSetup setup) throws IOException, InterruptedException {
        String title = "teacher-single: samples/s of the teacher service";
        setup.progress().accept(title);
        RoundRobin roundRobin = new RoundRobin(setup.stopwatch().pace());
        try (BenchCluster cluster = new BenchCluster(setup.home(), setup.seed());
                Contender batched = service(cluster, roundRobin, setup, TeacherPipeline.BATCH);
                Contender single = service(cluster, roundRobin, setup, 1)) {
            return new BenchReport(
                    name(), List.of(Section.ofThroughputs(title, roundRobin.run(List.of(batched, single)), TARGET)));
        }
    }

    /** Starts a teacher and freezes it until its turn. */
    private static Contender service(BenchCluster cluster, RoundRobin roundRobin, ComparisonSetup setup, int perRecord)
            throws IOException, InterruptedException {
        String name = "records-of-" + perRecord;
        TopicNames topics = cluster.topics(name);
        new Backlog(cluster.bootstrapServers(), setup.seed())
                .samples(
                        topics.samples(),
                        TeacherPipeline.BACKLOG.during(roundRobin.turnSeconds(), setup.manager()),
                        perRecord);
        BenchCluster.Started teacher = cluster.teacher(
                name, topics, Map.of("alambic.teacher.max-batch", Integer.toString(TeacherPipeline.BATCH)));
        ServiceContender service = new ServiceContender(
                        "records of " + perRecord,
                        teacher.process(),
                        teacher.probe(),
                        BenchCluster.TEACHER_SAMPLES,
                        "taught")
                .underWay(cluster);
        teacher.process().freeze();
        return service;
    }
}
