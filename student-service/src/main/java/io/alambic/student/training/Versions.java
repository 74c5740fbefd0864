package io.alambic.student.training;

/**
 * Numbers of promotions. After a crash the newest number used is unknown, so a checkpoint reserves as
 * many as may be used before the next one: no number ever stands for two different sets of weights.
 * Used by the trainer's thread.
 */
final class Versions {

    private static final long SPARE = 16;

    private final long reserve;
    private long newest;

    /**
     * Numbers from {@code newest + 1}.
     *
     * @param settings say how many promotions fit between two checkpoints
     */
    Versions(long newest, TrainerSettings settings) {
        this.newest = newest;
        long promotions = settings.checkpointInterval().dividedBy(settings.publishInterval());
        this.reserve = 2 * promotions + SPARE;
    }

    long next() {
        return ++newest;
    }

    /** Newest number that may be used before the next checkpoint. */
    long reserved() {
        return newest + reserve;
    }

    /** Newest number used. */
    long newest() {
        return newest;
    }
}
