package io.alambic.cli.report;

import java.util.Locale;

/**
 * Formats the progress of the stream as one line: progress, mean speed, each loss term, the figure of the held-out samples and
 * freshness. Not thread safe.
 */
public final class LiveLine {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final int BAR = 20;

    private final String what;
    private final long total;
    private final QuickstartTask task;
    private final boolean live;
    private final long start;

    /**
     * Creates a line for {@code total} samples.
     *
     * @param live whether the samples are new, so that freshness is meaningful
     */
    public LiveLine(String what, long total, QuickstartTask task, boolean live, long startNanos) {
        this.what = what;
        this.total = total;
        this.task = task;
        this.live = live;
        this.start = startNanos;
    }

    /** Returns the line at this time. */
    public String at(StudentFigures student, long nowNanos) {
        double rate = student.settled() / Math.max(1e-3, (nowNanos - start) / NANOS_PER_SECOND);
        int done = (int) Math.min(BAR, BAR * student.settled() / Math.max(1, total));
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "%s [%s%s] %,d/%,d  %,.0f/s  loss %s",
                what,
                "=".repeat(done),
                " ".repeat(BAR - done),
                student.settled(),
                total,
                rate,
                text("%.3f", student.total())));
        term(line, "output", student.output());
        term(line, "feature", student.feature());
        term(line, "label", student.label());
        line.append("  ")
                .append(task.holdout().title())
                .append(' ')
                .append(task.holdout().text(student.holdout()));
        if (live) {
            line.append("  freshness ").append(text("%.1f s", student.freshnessSeconds()));
        }
        return line.toString();
    }

    private static void term(StringBuilder line, String name, double value) {
        if (Double.isFinite(value) && value != 0) {
            line.append(' ').append(name).append(' ').append(text("%.3f", value));
        }
    }

    private static String text(String pattern, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, pattern, value) : "-";
    }
}
