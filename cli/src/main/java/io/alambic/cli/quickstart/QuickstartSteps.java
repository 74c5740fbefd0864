package io.alambic.cli.quickstart;

import io.alambic.cli.UserError;
import io.alambic.cli.broker.BrokerSettings;
import io.alambic.cli.observe.ServiceProbe;
import io.alambic.cli.report.QuickstartReport;
import io.alambic.cli.report.ReportTable;
import io.alambic.cli.report.StudentFigures;
import io.alambic.cli.serving.Accuracy;
import io.alambic.cli.serving.Percentiles;
import io.alambic.cli.serving.ServingProbe;
import io.alambic.cli.stream.Ledger;
import io.alambic.cli.stream.LedgerReader;
import io.alambic.datasets.LabelledSamples;
import io.alambic.kafka.TopicNames;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Runs the quickstart step by step: broker, teacher, services, stream, baseline, report. */
final class QuickstartSteps {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration CALL_INTERVAL = Duration.ofMillis(20);
    private static final double NANOS_PER_SECOND = 1e9;

    private final RunContext context;
    private final Screen screen;
    private final QuickstartSettings settings;
    private final Clock clock;

    QuickstartSteps(RunContext context, Clock clock) {
        this.context = context;
        this.screen = context.screen();
        this.settings = context.settings();
        this.clock = clock;
    }

    /** Runs, then prints and writes the report. Returns whether the sample counts balance. */
    boolean run(BrokerSettings broker) throws InterruptedException {
        Distillation distillation =
                settings.isOfTexts() ? TextDistillation.find(context) : ImageDistillation.find(context);
        LabelledSamples test = distillation.test();
        startBroker(broker);
        TrainedTeacher teacher = distillation.teacher();
        screen.say(
                "teacher: %,d parameters, %,d bytes, test accuracy %.2f %%",
                teacher.parameters(), teacher.bytes(), 100 * teacher.accuracy());
        ServiceProbe teacherProbe = startTeacher(distillation.teacherSettings(teacher));
        StudentPlan plan = new StudentPlan(Addresses.MODEL, true, settings, distillation.studentSettings());
        Students students = new Students(context);
        try (StudentConnection student = students.start(
                        plan, context.addresses().student(), context.addresses().grpc());
                LedgerReader reader = new LedgerReader(broker.bootstrapServers(), TopicNames.DEFAULT);
                ServingProbe calls = new ServingProbe(student.client(), test, clock)) {
            students.awaitStarted(teacherProbe, student);
            context.work().write(context.work().endpoints(), context.addresses().endpoints());
            screen.say("services: addresses in %s", context.work().endpoints());
            calls.start(CALL_INTERVAL);
            Settling settling = new Settling(reader, teacherProbe, context.waiting());
            Streaming streaming = new Streaming(context, teacherProbe, settling, calls, clock);
            Streaming.Outcome stream = streaming.run(student, distillation.stream());
            calls.stop();
            Outcome distilled = outcome(student, test, screen);
            Ledger ledger = stream.ledger();
            QuickstartReport.LabelsOnly labels =
                    new LabelsOnlyBaseline(context, students, settling, clock).run(plan, ledger, test);
            Optional<QuickstartReport.Speed> speed =
                    distillation.speed(teacher, context.work().checkpoints(plan.name()));
            QuickstartReport report = new QuickstartReport(
                    new QuickstartReport.Teacher(
                            teacher.accuracy(),
                            teacher.parameters(),
                            teacher.bytes(),
                            speed.map(QuickstartReport.Speed::teacher).orElse(null)),
                    new QuickstartReport.Student(
                            distilled.accuracy(),
                            distilled.parameters(),
                            distilled.bytes(),
                            distilled.agreement(),
                            distillation.studentReads(),
                            speed.map(QuickstartReport.Speed::student).orElse(null)),
                    labels,
                    records(ledger, stream.figures()),
                    new QuickstartReport.Throughput(stream.figures().settled() / (stream.nanos() / NANOS_PER_SECOND)),
                    spread(calls.freshnessSeconds()),
                    spread(calls.latencyMillis()),
                    calls.versions(),
                    stream.course(),
                    speed.map(measured -> new QuickstartReport.Padding(measured.paddingShare()))
                            .orElse(null));
            return publish(report, ledger, stream.figures(), calls.failures());
        }
    }

    private void startBroker(BrokerSettings broker) throws InterruptedException {
        Path file = context.work().run("server.properties");
        Cluster.writeSettings(broker, file);
        context.processes().start(context.lines().broker(file));
        context.waiting()
                .until(
                        () -> Cluster.answers(broker.bootstrapServers()),
                        START_TIMEOUT,
                        "The Kafka broker did not answer within %d s.".formatted(START_TIMEOUT.toSeconds()));
        Cluster.createTopics(broker.bootstrapServers());
        screen.say("kafka: broker at %s, topics created", broker.bootstrapServers());
    }

    private ServiceProbe startTeacher(Map<String, String> model) {
        context.processes()
                .start(context.lines().teacher(model, context.addresses().teacher()));
        return new ServiceProbe(Addresses.http(context.addresses().teacher()));
    }

    /** The evaluation of a student that has learned from all samples. */
    record Outcome(double accuracy, long parameters, long bytes, double agreement) {}

    static Outcome outcome(StudentConnection student, LabelledSamples test, Screen screen) throws InterruptedException {
        if (!student.awaitFinalWeights()) {
            StudentFigures figures = student.figures();
            screen.say(
                    "%s: serves the weights of step %,d, for the last ones, of step %,d, were not promoted",
                    student.title(), figures.servedStep(), figures.steps());
        }
        Map<String, String> properties = student.client().describe().properties();
        return new Outcome(
                Accuracy.of(student.client(), test),
                property(properties, "parameters"),
                property(properties, "bytes"),
                student.figures().agreement());
    }

    private static long property(Map<String, String> properties, String name) {
        String value = properties.get(name);
        if (value == null || !value.matches("\\d{1,18}")) {
            throw new UserError("The student's metadata has no whole number '%s'.".formatted(name));
        }
        return Long.parseLong(value);
    }

    private static QuickstartReport.Records records(Ledger ledger, StudentFigures student) {
        return new QuickstartReport.Records(
                ledger.producedSamples(),
                ledger.taughtSamples(),
                ledger.openSamples(),
                ledger.deadLetteredSamples(),
                student.trained(),
                student.heldOut());
    }

    static QuickstartReport.Spread spread(Percentiles measured) {
        return new QuickstartReport.Spread(
                measured.at(0.5).orElse(Double.NaN), measured.at(0.99).orElse(Double.NaN));
    }

    private boolean publish(QuickstartReport report, Ledger ledger, StudentFigures student, long failedCalls) {
        context.work().write(context.work().report(), report);
        screen.say("%n%s", ReportTable.of(report));
        if (failedCalls > 0) {
            screen.say("  gRPC calls that failed after the student was ready: %,d", failedCalls);
        }
        if (ledger.repeatedRecords() > 0) {
            screen.say("  sample records ≠ one fate each: %,d met a second one", ledger.repeatedRecords());
        }
        if (student.refused() > 0 || ledger.unlearnableSamples() > 0) {
            screen.say("  knowledge that the student could not learn from: %,d samples", ledger.unlearnableSamples());
        }
        screen.say("report: %s", context.work().report());
        return report.records().teacherBalances()
                && report.records().studentBalances()
                && ledger.repeatedRecords() == 0;
    }
}
