package io.alambic.student.training;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Counts the failures since the last promotion: rejected candidates in a row, and roll backs. After each roll back the
 * trainer pauses, twice as long as after the previous one, so that bad training data stays in Kafka instead of being
 * read and given up. Used by the trainer's thread.
 */
final class FailureCounter {

    private static final int MOST_DOUBLINGS = 6;

    private final int rejectionsBeforeRollBack;
    private final Duration firstRest;
    private final LongSupplier nanoClock;
    private int rejections;
    private int rollBacks;
    private Duration rest = Duration.ZERO;
    private long restingSince;

    FailureCounter(TrainerSettings settings, LongSupplier nanoClock) {
        this.rejectionsBeforeRollBack = settings.failuresBeforeRollback();
        this.firstRest = settings.rollbackPause();
        this.nanoClock = nanoClock;
    }

    void promoted() {
        rejections = 0;
        rollBacks = 0;
    }

    /** Forgets the rejected candidates: they were compared on what another teacher says. */
    void teacherChanged() {
        rejections = 0;
    }

    /** Counts a rejected candidate; returns whether the limit is reached. */
    boolean rejected() {
        rejections++;
        return rejections >= rejectionsBeforeRollBack;
    }

    /** Begins the pause after a roll back and returns its length. */
    Duration rolledBack() {
        rejections = 0;
        rest = firstRest.multipliedBy(1L << Math.min(rollBacks, MOST_DOUBLINGS));
        rollBacks++;
        restingSince = nanoClock.getAsLong();
        return rest;
    }

    boolean isResting() {
        if (!rest.isZero() && nanoClock.getAsLong() - restingSince >= rest.toNanos()) {
            rest = Duration.ZERO;
        }
        return !rest.isZero();
    }

    /** Returns the number of rejected candidates in a row. */
    int rejections() {
        return rejections;
    }

    /** Returns the number of roll backs since the last promotion. */
    int rollBacks() {
        return rollBacks;
    }
}
