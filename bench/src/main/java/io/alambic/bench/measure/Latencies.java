package io.alambic.bench.measure;

import java.util.Arrays;

/** How long each of many calls took. */
public final class Latencies {

    private final double[] sorted;

    /**
     * The calls of one round.
     *
     * @param micros microseconds of each call, at least one
     */
    public Latencies(double... micros) {
        if (micros.length == 0) {
            throw new IllegalArgumentException("no calls, no latencies");
        }
        sorted = micros.clone();
        Arrays.sort(sorted);
    }

    /**
     * The smallest latency that at least {@code share} of all calls do not exceed (nearest rank).
     *
     * @param share above 0, up to 1
     */
    public double at(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share must be above 0 and at most 1, but is " + share);
        }
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
}
