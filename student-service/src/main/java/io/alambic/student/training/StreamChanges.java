package io.alambic.student.training;

import io.alambic.core.evaluate.HoldoutWindow;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices changes of the stream that are no sign of bad knowledge, though candidates are rejected for them:
 *
 * <ul>
 *   <li>another teacher: what serves was judged on the answers of the one before;
 *   <li>fewer classes than what serves was judged on, as in a stream sorted by class: a student forgets those that no longer
 *       come.
 * </ul>
 *
 * Used by the trainer's thread.
 */
final class StreamChanges {

    private static final Logger LOG = LoggerFactory.getLogger(StreamChanges.class);

    /** Newest held-out samples that are looked at. */
    private static final int NEWEST = 16;

    private static final double TIMES = 1.5;

    /** Four standard deviations of what so few samples say about two classes, and more about many. */
    private static final double MARGIN = 4.0 / NEWEST;

    private final HoldoutWindow holdout;
    private final FailureCounter failures;
    private final TrainerListener listener;
    private String teacher = "";
    private double judgedOn = Double.NaN;
    private boolean narrow;

    StreamChanges(HoldoutWindow holdout, FailureCounter failures, TrainerListener listener) {
        this.holdout = holdout;
        this.failures = failures;
        this.listener = listener;
    }

    /** Returns whether nobody can be compared with what serves for now, because a new teacher has said too little. */
    boolean isTeacherChanging() {
        look();
        String now = holdout.teacher();
        if (!teacher.isEmpty() && !now.equals(teacher)) {
            failures.teacherChanged();
            LOG.info(
                    "teacher={} before={} The teacher changed: weights are compared on its answers from now on",
                    now,
                    teacher);
        }
        teacher = now;
        return holdout.isTeacherChanging();
    }

    /** Records that weights were promoted. */
    void promoted() {
        judgedOn = holdout.concentration();
        look();
    }

    /** Returns whether the newest samples are of fewer classes than those that the served weights were judged on. */
    boolean isNarrower() {
        look();
        return narrow;
    }

    private void look() {
        double now = holdout.concentration(NEWEST);
        boolean before = narrow;
        narrow = now > TIMES * judgedOn && now > judgedOn + MARGIN;
        String how =
                "the newest samples are of %.1f classes, the served weights were judged on %.1f (by Simpson's index)"
                        .formatted(1 / now, 1 / judgedOn);
        listener.narrower(narrow ? Optional.of(how) : Optional.empty());
        if (narrow && !before) {
            LOG.warn(
                    "The stream became narrower; rejected candidates lead to no roll back until it is broad again: {}",
                    how);
        } else if (before && !narrow) {
            LOG.info("The stream is as broad again as what serves was judged on: {}", how);
        }
    }
}
