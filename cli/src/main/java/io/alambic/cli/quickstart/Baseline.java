package io.alambic.cli.quickstart;

import io.alambic.cli.serving.ServingProbe;
import io.alambic.cli.stream.Ledger;
import io.alambic.datasets.IdxImages;
import java.time.Clock;
import java.time.Duration;

/**
 * The same student trained on labels alone: a second student service replays the knowledge topic, which
 * carries the labels, so that it sees the same samples in the same order.
 */
final class Baseline {

    private static final String NAME = "labels-only";
    private static final Duration CALL_INTERVAL = Duration.ofMillis(20);

    private final Parts parts;
    private final Students students;
    private final Settling settling;
    private final Clock clock;

    Baseline(Parts parts, Students students, Settling settling, Clock clock) {
        this.parts = parts;
        this.students = students;
        this.settling = settling;
        this.clock = clock;
    }

    /** Trains it, measures it over gRPC, and stops it. */
    Report.LabelsOnly run(StudentPlan distilled, Ledger ledger, IdxImages test) throws InterruptedException {
        StudentPlan plan = new StudentPlan(NAME, false, distilled.settings(), distilled.models());
        Student student = students.start(
                plan, parts.addresses().labels(), parts.addresses().labelsGrpc());
        try (student;
                ServingProbe calls = new ServingProbe(student.client(), test, clock)) {
            students.awaitStarted(student);
            calls.start(CALL_INTERVAL);
            LiveLine line = new LiveLine("labels-only", ledger.taughtSamples(), false, System.nanoTime());
            StudentFigures last = settling.awaitStudent(
                    student, ledger, figures -> parts.screen().live(line.at(figures, System.nanoTime())));
            parts.screen().say("%s", line.at(last, System.nanoTime()));
            calls.stop();
            Distillation.Outcome outcome = Distillation.outcome(student, test, parts.screen());
            return new Report.LabelsOnly(
                    outcome.accuracy(),
                    outcome.parameters(),
                    outcome.bytes(),
                    Distillation.spread(calls.latencyMillis()));
        } finally {
            parts.processes().stop(student.process());
        }
    }
}
