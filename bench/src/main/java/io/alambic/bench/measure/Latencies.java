package io.alambic.bench.measure;

import org.HdrHistogram.Histogram;

/** Latencies of many calls, to three significant digits. Used by one thread at a time. */
public final class Latencies {

    private static final int DIGITS = 3;
    private static final double NANOS_PER_MICRO = 1000;
    private static final double PERCENT = 100;

    private final Histogram nanos = new Histogram(DIGITS);

    /** Records one call. */
    public void record(long latencyNanos) {
        nanos.recordValue(latencyNanos);
    }

    /** Returns the number of calls. */
    public long count() {
        return nanos.getTotalCount();
    }

    /**
     * Returns the latency in microseconds that a share of all calls do not exceed.
     *
     * @param share above 0, up to 1
     */
    public double micros(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share must be above 0 and at most 1, but is " + share);
        }
        if (count() == 0) {
            throw new IllegalStateException("no calls, no latencies");
        }
        return nanos.getValueAtPercentile(PERCENT * share) / NANOS_PER_MICRO;
    }

    /** Returns the median in microseconds. */
    public double p50() {
        return micros(0.50);
    }

    /** Returns the 99th percentile in microseconds. */
    public double p99() {
        return micros(0.99);
    }
}
