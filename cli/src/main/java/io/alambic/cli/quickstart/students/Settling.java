package io.alambic.cli.quickstart.students;

import io.alambic.cli.observe.Metrics;
import io.alambic.cli.observe.ServiceProbe;
import io.alambic.cli.report.StudentFigures;
import io.alambic.cli.stream.Ledger;
import io.alambic.cli.stream.LedgerReader;
import io.alambic.launch.Waiting;
import java.time.Duration;
import java.util.Optional;

/**
 * Waits until every produced sample has reached its final state, and reports the counts.
 *
 * @param ledger reads the counts from the topics
 * @param teacher reports how many samples it skipped
 * @param waiting polls with a timeout
 */
public record Settling(LedgerReader ledger, ServiceProbe teacher, Waiting waiting) {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** Returns once every sample record is taught, skipped or dead-lettered. */
    public Ledger awaitTeacher() throws InterruptedException {
        waiting.whileMoving(
                () -> {
                    Ledger read = ledger.read();
                    return read.openSamples() == skipped() ? -1 : read.taughtSamples() + read.deadLetteredSamples();
                },
                TIMEOUT,
                "The teacher service has left samples untouched for %d s; see its log.".formatted(TIMEOUT.toSeconds()));
        return ledger.read();
    }

    /** Returns once the student has trained on, held out or refused every taught sample. */
    public StudentFigures awaitStudent(StudentConnection student, Ledger taught, LiveView view)
            throws InterruptedException {
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

    /** Returns the number of samples that the teacher reports as skipped. */
    private long skipped() throws InterruptedException {
        Optional<Metrics> metrics = teacher.metrics();
        return metrics.map(all -> all.count("alambic_teacher_samples_total", "fate", "skipped"))
                .orElse(0L);
    }

    /** Shows figures to the user. */
    @FunctionalInterface
    public interface LiveView {

        void show(StudentFigures figures);
    }
}
