package io.alambic.cli.quickstart.students;

import io.alambic.cli.quickstart.run.RunContext;
import io.alambic.cli.quickstart.run.StudentPlan;
import io.alambic.cli.report.LiveLine;
import io.alambic.cli.report.QuickstartReport;
import io.alambic.cli.report.StudentFigures;
import io.alambic.cli.serving.ServingProbe;
import io.alambic.cli.stream.Ledger;
import io.alambic.datasets.LabelledSamples;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/**
 * Trains the same student on labels alone. A second student service replays the knowledge topic, which carries
 * the labels, so it sees the same samples in the same order.
 */
public final class LabelsOnlyBaseline {

    private static final String NAME = "labels-only";
    private static final Duration CALL_INTERVAL = Duration.ofMillis(20);

    private final RunContext context;
    private final Students students;
    private final Settling settling;
    private final Clock clock;

    public LabelsOnlyBaseline(RunContext context, Students students, Settling settling, Clock clock) {
        this.context = context;
        this.students = students;
        this.settling = settling;
        this.clock = clock;
    }

    /** Trains the baseline, measures it over gRPC, and stops it. */
    public QuickstartReport.LabelsOnly run(StudentPlan distilled, Ledger ledger, LabelledSamples test)
            throws InterruptedException {
        StudentPlan plan = new StudentPlan(NAME, false, distilled.settings(), distilled.model());
        StudentConnection student = students.start(
                plan, context.addresses().labels(), context.addresses().labelsGrpc());
        try (student;
                ServingProbe calls = new ServingProbe(student.client(), test, students.task(), clock)) {
            students.awaitStarted(student);
            calls.start(CALL_INTERVAL);
            LiveLine line =
                    new LiveLine("labels-only", ledger.taughtSamples(), students.task(), false, System.nanoTime());
            StudentFigures last = settling.awaitStudent(
                    student, ledger, figures -> context.screen().live(line.at(figures, System.nanoTime())));
            context.screen().say("%s", line.at(last, System.nanoTime()));
            calls.stop();
            StudentOutcome outcome = StudentOutcome.of(student, test, students.task(), context.screen());
            return new QuickstartReport.LabelsOnly(
                    Map.of(students.task().test().key(), outcome.test()),
                    outcome.parameters(),
                    outcome.bytes(),
                    calls.latencyMillis().spread());
        } finally {
            context.processes().stop(student.process());
        }
    }
}
