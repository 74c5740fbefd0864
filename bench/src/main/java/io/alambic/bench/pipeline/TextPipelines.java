package io.alambic.bench.pipeline;

import io.alambic.bench.baseline.BareTextStudent;
import io.alambic.bench.baseline.BareTransformer;
import io.alambic.bench.baseline.InProcessLoop;
import io.alambic.bench.comparison.ComparisonSetup;
import io.alambic.bench.measure.Contender;
import io.alambic.bench.measure.Spread;
import io.alambic.bench.pipeline.ThroughputComparison.Turns;
import io.alambic.bench.report.Measure;
import io.alambic.bench.report.Row;
import io.alambic.bench.report.Section;
import io.alambic.bench.report.Target;
import io.alambic.bench.services.Backlog;
import io.alambic.bench.services.BenchCluster;
import io.alambic.bench.services.Mails;
import io.alambic.bench.services.ServiceContender;
import io.alambic.cli.observe.Metrics;
import io.alambic.datasets.text.TextSet;
import io.alambic.kafka.TopicNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What the services make of real mails: a transformer that teaches them, and a small student that learns from it. */
final class TextPipelines {

    private static final Target SPEED = Target.atLeast(0.95);
    private static final Target PADDING = Target.atMost(0.1);

    /** Different mails of a backlog. */
    private static final int DIFFERENT = 512;

    /** Mails of each round whose padding is counted. */
    private static final int COUNTED = 128;

    /** More samples per second than the transformer answers on a few processors of today. */
    private static final long TEACHER_RATE = 300;

    /** More samples per second than the student learns. */
    private static final long STUDENT_RATE = 12_000;

    private TextPipelines() {}

    /** Opens a contender with mails. */
    @FunctionalInterface
    private interface Opening {

        Contender open(Turns turns, Mails mails) throws IOException, InterruptedException;
    }

    private static List<Section> compared(ComparisonSetup setup, String title, Opening bare, Opening service)
            throws IOException, InterruptedException {
        Mails mails = Mails.find(setup, DIFFERENT);
        return new ThroughputComparison(
                        title, List.of(turns -> bare.open(turns, mails), turns -> service.open(turns, mails)), SPEED)
                .run(setup);
    }

    /** Compares the teacher from Kafka to Kafka with its model alone in ONNX Runtime. */
    static List<Section> teacher(ComparisonSetup setup) throws IOException, InterruptedException {
        String title = "teacher-text: samples/s of all-MiniLM-L6-v2, batches of %d mails in buckets of %s"
                .formatted(Mails.TEACHER_BATCH, TextSet.SIZES);
        return compared(setup, title, TextPipelines::bareTransformer, TextPipelines::teacherService);
    }

    private static Contender bareTransformer(Turns turns, Mails mails) throws IOException {
        BareTransformer bare = new BareTransformer(
                mails.teacher(model(turns.cluster())), mails.tokens(), Mails.TEACHER_BATCH, Mails.BUCKETS);
        return new InProcessLoop("bare ONNX Runtime", Mails.TEACHER_BATCH, bare::forward, bare::close);
    }

    private static Path model(BenchCluster cluster) {
        return cluster.work().resolve("transformer");
    }

    private static Contender teacherService(Turns turns, Mails mails) throws IOException, InterruptedException {
        BenchCluster cluster = turns.cluster();
        TopicNames topics = cluster.topics("mails", 1);
        new Backlog(cluster.bootstrapServers(), turns.setup().seed())
                .repeat(topics.samples(), mails.samples(), turns.seconds() * TEACHER_RATE);
        BenchCluster.Started teacher =
                Mails.startTeacher(cluster, topics, model(cluster).resolve("teacher.onnx"));
        return new ServiceContender(
                        "teacher service", List.of(teacher), BenchCluster.TEACHER_SAMPLES, List.of("taught"))
                .underWay(cluster);
    }

    /** Compares the student's training from Kafka with a loop of DJL's trainer. */
    static List<Section> student(ComparisonSetup setup) throws IOException, InterruptedException {
        String title = "student-text: samples/s of a %s, batches of %d mails in buckets of %s, KL, AdamW, one thread"
                .formatted(Mails.STUDENT.kind(), Mails.STUDENT_BATCH, TextSet.SIZES);
        return compared(setup, title, TextPipelines::bareStudent, TextPipelines::studentService);
    }

    private static Contender bareStudent(Turns turns, Mails mails) {
        BareTextStudent bare = new BareTextStudent(
                turns.setup().manager(),
                Mails.STUDENT,
                mails.tokens(),
                Mails.BUCKETS,
                Mails.STUDENT_BATCH,
                Mails.LEARNING_RATE,
                Mails.TEMPERATURE);
        return new InProcessLoop("bare DJL loop", Mails.STUDENT_BATCH, bare::step, bare::close);
    }

    private static Contender studentService(Turns turns, Mails mails) throws InterruptedException {
        BenchCluster cluster = turns.cluster();
        TopicNames topics = cluster.topics("mails", 1);
        long seed = turns.setup().seed();
        new Backlog(cluster.bootstrapServers(), seed)
                .repeat(topics.knowledge(), mails.knowledge(seed), turns.seconds() * STUDENT_RATE);
        return new ServiceContender(
                        "student service",
                        List.of(Mails.startStudent(cluster, topics)),
                        BenchCluster.STUDENT_SAMPLES,
                        List.of("trained"))
                .underWay(cluster)
                .frozen();
    }

    /** Counts what the services compute of padding, by their own metrics. */
    static List<Section> padding(ComparisonSetup setup) throws IOException, InterruptedException {
        Mails mails = Mails.find(setup, COUNTED * setup.pace().rounds());
        int all = mails.tokens().size();
        String title = "padding: share of the places that are computed, %,d mails in buckets of %s"
                .formatted(all, TextSet.SIZES);
        setup.progress().accept(title);
        try (BenchCluster cluster = new BenchCluster(setup.home(), setup.seed())) {
            TopicNames topics = cluster.topics("mails", 1);
            new Backlog(cluster.bootstrapServers(), setup.seed()).repeat(topics.samples(), mails.samples(), all);
            BenchCluster.Started teacher = Mails.startTeacher(cluster, topics, mails.teacher(model(cluster)));
            BenchCluster.Started student = Mails.startStudent(cluster, topics);
            cluster.await(
                    "the student has all mails", () -> student.metrics().count(BenchCluster.STUDENT_SAMPLES) == all);
            return List.of(new Section(
                    title,
                    List.of(Measure.PADDING_SHARE),
                    List.of(row("teacher", teacher.metrics()), row("student", student.metrics()))));
        }
    }

    private static Row row(String service, Metrics metrics) {
        String places = "alambic_%s_places_total".formatted(service);
        double padding = metrics.count(places, "kind", "padding");
        return Row.withTarget(service, Spread.exactly(padding / metrics.count(places)), PADDING);
    }
}
