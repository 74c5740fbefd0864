package io.alambic.cli.quickstart.students;

import io.alambic.cli.observe.Metrics;
import io.alambic.cli.observe.ServiceProbe;
import io.alambic.cli.quickstart.run.QuickstartSettings;
import io.alambic.cli.quickstart.run.RunContext;
import io.alambic.cli.report.Course;
import io.alambic.cli.report.LiveLine;
import io.alambic.cli.report.QuickstartReport;
import io.alambic.cli.report.QuickstartTask;
import io.alambic.cli.report.StudentFigures;
import io.alambic.cli.serving.ServingProbe;
import io.alambic.cli.stream.Ledger;
import io.alambic.cli.stream.SampleStream;
import io.alambic.datasets.LabelledSamples;
import io.alambic.kafka.TopicNames;
import java.time.Clock;
import java.util.List;

/**
 * Streams the samples with at most the chosen number in flight. The stream therefore runs at the
 * student's speed, and freshness measures processing time rather than time in a queue.
 */
public final class Streaming {

    private static final long LOOK_MILLIS = 50;

    private final RunContext context;
    private final ServiceProbe teacher;
    private final Settling settling;
    private final ServingProbe calls;
    private final QuickstartTask task;
    private final Clock clock;

    public Streaming(
            RunContext context,
            ServiceProbe teacher,
            Settling settling,
            ServingProbe calls,
            QuickstartTask task,
            Clock clock) {
        this.context = context;
        this.teacher = teacher;
        this.settling = settling;
        this.calls = calls;
        this.task = task;
        this.clock = clock;
    }

    /**
     * The outcome of the stream.
     *
     * @param ledger the sample counts, read from the topics
     * @param figures of the student at the end
     * @param nanos from the first sample sent to the last one learned, in nanoseconds
     * @param course figures over the time of the run
     */
    public record Outcome(Ledger ledger, StudentFigures figures, long nanos, List<QuickstartReport.Moment> course) {}

    /** Streams the samples, and returns once every sample has reached its final state. */
    public Outcome run(StudentConnection student, LabelledSamples all) throws InterruptedException {
        QuickstartSettings settings = context.settings();
        int samples = settings.samplesOf(all.size());
        long start = System.nanoTime();
        LiveLine line = new LiveLine("streaming", samples, task, true, start);
        Course course = new Course(task, start);
        Settling.LiveView view = figures -> show(figures, line, course);
        try (SampleStream stream =
                new SampleStream(context.addresses().bootstrapServers(), TopicNames.DEFAULT.samples(), all, clock)) {
            while (stream.sent() < samples) {
                StudentFigures figures = student.figures();
                long room = settings.inFlight() - (stream.sent() - figures.settled() - lostOnTheWay());
                while (room > 0 && stream.sent() < samples) {
                    room -= stream.send(Math.min(settings.recordSamples(), samples - stream.sent()));
                }
                view.show(figures);
                context.processes().requireAllAlive();
                Thread.sleep(LOOK_MILLIS);
            }
            stream.flush();
        }
        Ledger ledger = settling.awaitTeacher();
        StudentFigures last = settling.awaitStudent(student, ledger, view);
        long nanos = System.nanoTime() - start;
        context.screen().say("%s", line.at(last, System.nanoTime()));
        course.add(start + nanos, last, calls.recentFigure());
        return new Outcome(ledger, last, nanos, course.moments());
    }

    private void show(StudentFigures figures, LiveLine line, Course course) {
        long now = System.nanoTime();
        context.screen().live(line.at(figures, now));
        if (course.isDue(now)) {
            course.add(now, figures, calls.recentFigure());
        }
    }

    /**
     * Returns the number of samples that will never reach the student: skipped by the teaching rate, or
     * dead-lettered.
     */
    private long lostOnTheWay() throws InterruptedException {
        String name = "alambic_teacher_samples_total";
        return teacher.metrics().map(metrics -> lost(metrics, name)).orElse(0L);
    }

    private static long lost(Metrics metrics, String name) {
        return metrics.count(name, "fate", "skipped") + metrics.count(name, "fate", "dead_lettered");
    }
}
