package io.alambic.student.training;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What went wrong since the last promotion: candidates that were refused one after the other, and roll
 * backs. After each roll back the trainer rests, twice as long as after the one before, so that a stream
 * that leads astray stays in Kafka rather than being read and given up. Used by the trainer's thread.
 */
final class Setbacks {

    private static final int MOST_DOUBLINGS = 6;

    private final int rejectionsBeforeRollBack;
    private final Duration firstRest;
    private final LongSupplier nanoClock;
    private int rejections;
    private int rollBacks;
    private Duration rest = Duration.ZERO;
    private long restingSince;

    Setbacks(TrainerSettings settings, LongSupplier nanoClock) {
        this.rejectionsBeforeRollBack = settings.failuresBeforeRollback();
        this.firstRest = settings.rollbackPause();
        this.nanoClock = nanoClock;
    }

    void promoted() {
        rejections = 0;
        rollBacks = 0;
    }

    /** Counts a refused candidate; returns whether it was one too many. */
    boolean rejected() {
        rejections++;
        return rejections >= rejectionsBeforeRollBack;
    }

    /** Begins the rest after a roll back, and returns its length. */
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

    /** Candidates refused in a row. */
    int rejections() {
        return rejections;
    }

    /** Roll backs since the last promotion. */
    int rollBacks() {
        return rollBacks;
    }
}
