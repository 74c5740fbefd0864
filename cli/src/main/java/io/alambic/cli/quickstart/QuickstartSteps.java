package io.alambic.cli.quickstart;

import io.alambic.cli.broker.BrokerSettings;
import io.alambic.cli.observe.ServiceProbe;
import io.alambic.cli.quickstart.distillation.Distillation;
import io.alambic.cli.quickstart.distillation.ImageDistillation;
import io.alambic.cli.quickstart.distillation.TargetDistillation;
import io.alambic.cli.quickstart.distillation.TextDistillation;
import io.alambic.cli.quickstart.distillation.TrainedTeacher;
import io.alambic.cli.quickstart.run.Addresses;
import io.alambic.cli.quickstart.run.QuickstartSettings;
import io.alambic.cli.quickstart.run.RunContext;
import io.alambic.cli.quickstart.run.StudentPlan;
import io.alambic.cli.quickstart.students.LabelsOnlyBaseline;
import io.alambic.cli.quickstart.students.Settling;
import io.alambic.cli.quickstart.students.Streaming;
import io.alambic.cli.quickstart.students.StudentConnection;
import io.alambic.cli.quickstart.students.StudentOutcome;
import io.alambic.cli.quickstart.students.Students;
import io.alambic.cli.report.QuickstartReport;
import io.alambic.cli.report.QuickstartTask;
import io.alambic.cli.report.ReportTable;
import io.alambic.cli.report.StudentFigures;
import io.alambic.cli.run.LocalBroker;
import io.alambic.cli.run.Screen;
import io.alambic.cli.serving.ServingProbe;
import io.alambic.cli.stream.Ledger;
import io.alambic.cli.stream.LedgerReader;
import io.alambic.datasets.LabelledSamples;
import io.alambic.kafka.TopicNames;
import io.alambic.kafka.TopicPlan;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Runs the quickstart step by step: broker, teacher, services, stream, baseline, report. */
final class QuickstartSteps {

    private static final Duration CALL_INTERVAL = Duration.ofMillis(20);

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
        Distillation distillation = distillation();
        QuickstartTask task = distillation.task();
        LabelledSamples test = distillation.test();
        startBroker(broker);
        TrainedTeacher teacher = distillation.teacher();
        screen.say("teacher: %s", teacher.text(task));
        ServiceProbe teacherProbe = startTeacher(distillation.teacherSettings(teacher));
        StudentPlan plan = new StudentPlan(Addresses.MODEL, true, settings, distillation.studentSettings(teacher));
        Students students = new Students(context, task);
        try (StudentConnection student = students.start(
                        plan, context.addresses().student(), context.addresses().grpc());
                LedgerReader reader = new LedgerReader(broker.bootstrapServers(), TopicNames.DEFAULT);
                ServingProbe calls = new ServingProbe(student.client(), test, task, clock)) {
            students.awaitStarted(teacherProbe, student);
            context.work().write(context.work().endpoints(), context.addresses().endpoints());
            screen.say("services: addresses in %s", context.work().endpoints());
            calls.start(CALL_INTERVAL);
            Settling settling = new Settling(reader, teacherProbe, context.waiting());
            Streaming streaming = new Streaming(context, teacherProbe, settling, calls, task, clock);
            Streaming.Outcome stream = streaming.run(student, distillation.stream());
            calls.stop();
            StudentOutcome distilled = StudentOutcome.of(student, test, task, screen);
            Optional<QuickstartReport.LabelsOnly> labels = task.hasLabels()
                    ? Optional.of(
                            new LabelsOnlyBaseline(context, students, settling, clock).run(plan, stream.ledger(), test))
                    : Optional.empty();
            Path checkpoints = context.work().checkpoints(plan.name());
            student.awaitCheckpoint(checkpoints);
            Optional<Distillation.Comparison> comparison = distillation.comparison(teacher, checkpoints);
            RunFigures figures =
                    new RunFigures(task, teacher, distilled, distillation.studentReads(), labels, comparison);
            return publish(figures.report(stream, calls), stream.ledger(), stream.figures(), calls.failures());
        }
    }

    private Distillation distillation() throws InterruptedException {
        return switch (settings.dataset()) {
            case MNIST, CIFAR10 -> ImageDistillation.find(context);
            case SPAM -> TextDistillation.find(context);
            case SHAPES, BIRTHS -> TargetDistillation.find(context);
        };
    }

    private void startBroker(BrokerSettings broker) throws InterruptedException {
        new LocalBroker(broker, context.work())
                .start(context.processes(), context.waiting())
                .createMissing(TopicPlan.SMALL.topics());
        screen.say("kafka: broker at %s, topics created", broker.bootstrapServers());
    }

    private ServiceProbe startTeacher(Map<String, String> model) {
        context.processes()
                .start(context.lines().teacher(model, context.addresses().teacher()));
        return new ServiceProbe(Addresses.http(context.addresses().teacher()));
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
