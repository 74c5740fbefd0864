package io.alambic.student.training;

/**
 * What publications and checkpoints may take from the training, whatever the size of the student: they become rarer where they would take
 * more.
 *
 * @param share share of the trainer's time that they take together at most, greater than 0; 1 for no limit
 * @param bytesPerSecond bytes that checkpoints write at most, and publications to replicas as many; at least 1
 */
public record UpkeepLimits(double share, long bytesPerSecond) {

    /** No limits. */
    public static final UpkeepLimits NONE = new UpkeepLimits(1, Long.MAX_VALUE);

    private static final double NANOS_PER_SECOND = 1e9;

    public UpkeepLimits {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share of upkeep must be greater than 0 and at most 1, but is " + share);
        }
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("bytes per second must be at least 1, but are " + bytesPerSecond);
        }
    }

    /** Returns these limits for one of two kinds of upkeep that share the trainer's time. */
    UpkeepLimits half() {
        return share == 1 ? this : new UpkeepLimits(share / 2, bytesPerSecond);
    }

    /**
     * Returns the shortest time between the beginnings of two pieces of upkeep.
     *
     * @param nanos of the trainer's time that one takes
     * @param bytes that one writes
     */
    long interval(long nanos, long bytes) {
        double forTime = share == 1 ? 0 : nanos / share;
        double forBytes = (double) bytes / bytesPerSecond * NANOS_PER_SECOND;
        return (long) Math.max(forTime, forBytes);
    }
}
