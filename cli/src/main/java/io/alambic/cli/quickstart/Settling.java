package io.alambic.cli.quickstart;

import io.alambic.cli.observe.Metrics;
import io.alambic.cli.observe.ServiceProbe;
import io.alambic.cli.report.StudentFigures;
import io.alambic.cli.stream.Ledger;
import io.alambic.cli.stream.LedgerReader;
import io.alambic.launch.Waiting;
import java.time.Duration;
import java.util.Optional;

/**
 * Waits until every sample that was produced has met its fate, and tells the fates.
 *
 * @param ledger read from the topics
 * @param teacher tells how many it skipped
 * @param waiting how to wait
 */
record Settling(LedgerReader ledger, ServiceProbe teacher, Waiting waiting) {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** Returns once every sample record is taught, skipped or dead-lettered. */
    Ledger awaitTeacher() throws InterruptedException {
        waiting.whileMoving(
                () -> {
                    Ledger read = ledger.read();
                    return read.openSamples() == skipped() ? -1 : read.taughtSamples() + read.deadLetteredSamples();
                },
                TIMEOUT,
                "The teacher service has left samples untouched for %d s; see its log."
                        .formatted(TIMEOUT.toSeconds()));
        return ledger.read();
    }

    /** Returns once the student has learned, held out or refused everything that was taught. */
    StudentFigures awaitStudent(StudentConnection student, Ledger taught, LiveView view) throws InterruptedException {
        waiting.whileMoving(
                () -> {
                    StudentFigures figures = student.figures();
                    view.show(figures);
                    return figures.settled() >= taught.taughtSamples() ? -1 : figures.settled();
                },
                TIMEOUT,
                "A student service has learned nothing for %d s although there is more to learn; see its log."
                        .formatted(TIMEOUT.toSeconds()));
        return student.figures();
    }

    /** Samples that the teacher says it skipped. */
    private long skipped() throws InterruptedException {
        Optional<Metrics> metrics = teacher.metrics();
        return metrics.map(all -> all.count("alambic_teacher_samples_total", "fate", "skipped"))
                .orElse(0L);
    }

    /** Shows figures to the user. */
    @FunctionalInterface
    interface LiveView {

        /** Shows these. */
        void show(StudentFigures figures);
    }
}
