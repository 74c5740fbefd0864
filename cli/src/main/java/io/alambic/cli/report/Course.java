package io.alambic.cli.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Records the figures of a run while samples stream: at first one moment every half second. At {@value
 * #MOST_MOMENTS} moments, drops every other one and doubles the interval. Not thread safe.
 */
public final class Course {

    private static final int MOST_MOMENTS = 120;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long FIRST_INTERVAL_NANOS = 500_000_000L;

    private final QuickstartTask task;
    private final long startNanos;
    private final List<QuickstartReport.Moment> moments = new ArrayList<>();
    private long intervalNanos = FIRST_INTERVAL_NANOS;
    private long nextNanos;

    /** Creates a course that starts at this time. */
    public Course(QuickstartTask task, long startNanos) {
        this.task = task;
        this.startNanos = startNanos;
        this.nextNanos = startNanos + intervalNanos;
    }

    /** Returns whether the next moment is due. */
    public boolean isDue(long nowNanos) {
        return nowNanos - nextNanos >= 0;
    }

    /**
     * Adds a moment.
     *
     * @param recent the task's figure of the answers since the previous moment; NaN if it is not known
     */
    public void add(long nowNanos, StudentFigures student, double recent) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put(task.test().key(), finite(recent));
        figures.put(task.holdout().key(), finite(student.holdout()));
        moments.add(new QuickstartReport.Moment(
                student.settled(),
                (nowNanos - startNanos) / NANOS_PER_SECOND,
                figures,
                finite(student.freshnessSeconds()),
                finite(student.total())));
        if (moments.size() == MOST_MOMENTS) {
            thin();
        }
        nextNanos = nowNanos + intervalNanos;
    }

    private void thin() {
        for (int i = moments.size() - 2; i >= 0; i -= 2) {
            moments.remove(i);
        }
        intervalNanos *= 2;
    }

    /** Maps NaN and the infinities to null, because JSON has no such numbers. */
    private static Double finite(double value) {
        return Double.isFinite(value) ? (Double) value : null;
    }

    /** Returns the moments so far, in order. */
    public List<QuickstartReport.Moment> moments() {
        return List.copyOf(moments);
    }
}
