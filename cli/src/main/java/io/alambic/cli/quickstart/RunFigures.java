package io.alambic.cli.quickstart;

import io.alambic.cli.quickstart.distillation.Distillation;
import io.alambic.cli.quickstart.distillation.TrainedTeacher;
import io.alambic.cli.quickstart.students.Streaming;
import io.alambic.cli.quickstart.students.StudentOutcome;
import io.alambic.cli.report.QuickstartReport;
import io.alambic.cli.report.QuickstartTask;
import io.alambic.cli.report.StudentFigures;
import io.alambic.cli.serving.ServingProbe;
import io.alambic.cli.stream.Ledger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a run has measured of its models.
 *
 * @param task that the student learned
 * @param teacher that answered
 * @param student the distilled one
 * @param reads what it reads
 * @param labelsOnly the same student without the teacher; empty if the task has no labels
 * @param comparison of teacher and student without services; empty if they were not compared
 */
record RunFigures(
        QuickstartTask task,
        TrainedTeacher teacher,
        StudentOutcome student,
        String reads,
        Optional<QuickstartReport.LabelsOnly> labelsOnly,
        Optional<Distillation.Comparison> comparison) {

    private static final double NANOS_PER_SECOND = 1e9;

    /** Returns the report, with what was measured of the stream and of the calls during it. */
    QuickstartReport report(Streaming.Outcome stream, ServingProbe calls) {
        return new QuickstartReport(
                task,
                new QuickstartReport.Teacher(
                        teacher.figures(task),
                        teacher.parameters(),
                        teacher.bytes(),
                        comparison
                                .map(Distillation.Comparison::teacherPerSecond)
                                .orElse(null)),
                new QuickstartReport.Student(
                        studentFigures(),
                        student.parameters(),
                        student.bytes(),
                        reads,
                        comparison
                                .map(Distillation.Comparison::studentPerSecond)
                                .orElse(null)),
                labelsOnly.orElse(null),
                comparison.map(Distillation.Comparison::baselines).orElse(Map.of()),
                records(stream.ledger(), stream.figures()),
                new QuickstartReport.Throughput(stream.figures().settled() / (stream.nanos() / NANOS_PER_SECOND)),
                calls.freshnessSeconds().spread(),
                calls.latencyMillis().spread(),
                calls.versions(),
                stream.course(),
                comparison
                        .map(measured -> new QuickstartReport.Padding(measured.paddingShare()))
                        .orElse(null));
    }

    private Map<String, Double> studentFigures() {
        Map<String, Double> figures = new LinkedHashMap<>();
        if (!Double.isNaN(student.test())) {
            figures.put(task.test().key(), student.test());
        }
        comparison.ifPresent(measured -> figures.putAll(measured.student()));
        figures.put(task.holdout().key(), student.holdout());
        return figures;
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
}
