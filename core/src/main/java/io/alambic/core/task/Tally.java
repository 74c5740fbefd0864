package io.alambic.core.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a task keeps of answered samples until it makes figures of them: sums, and rows where sums are not enough. Tallies of the
 * same task add up, so that no sample is answered twice. Immutable.
 */
public final class Tally {

    /** No sample at all. */
    public static final Tally NONE = new Tally(0, 0, new double[0], List.of());

    /** One sample that a network failed at. */
    public static final Tally UNANSWERED = new Tally(1, 1, new double[0], List.of());

    private final int samples;
    private final int unanswered;
    private final double[] sums;
    private final List<AnsweredRows> rows;

    private Tally(int samples, int unanswered, double[] sums, List<AnsweredRows> rows) {
        this.samples = samples;
        this.unanswered = unanswered;
        this.sums = sums;
        this.rows = rows;
    }

    /**
     * Answers to some samples.
     *
     * @param sums always equally many in a task, each in its place
     */
    static Tally of(int samples, double... sums) {
        return new Tally(samples, 0, sums.clone(), List.of());
    }

    /** Answers to some samples that are kept. */
    static Tally of(AnsweredRows rows, double... sums) {
        return new Tally(rows.samples(), 0, sums.clone(), List.of(rows));
    }

    /** Returns the tally of both. */
    public Tally plus(Tally other) {
        List<AnsweredRows> both = new ArrayList<>(rows);
        both.addAll(other.rows);
        return new Tally(samples + other.samples, unanswered + other.unanswered, sum(other), List.copyOf(both));
    }

    private double[] sum(Tally other) {
        double[] sum = Arrays.copyOf(sums, Math.max(sums.length, other.sums.length));
        for (int i = 0; i < other.sums.length; i++) {
            sum[i] += other.sums[i];
        }
        return sum;
    }

    /** Returns the number of samples that were looked at. */
    public int samples() {
        return samples;
    }

    /** Returns how many of them the network answered. */
    public int answered() {
        return samples - unanswered;
    }

    /** Returns the sum in a place; 0 if nothing was answered. */
    double sum(int place) {
        return place < sums.length ? sums[place] : 0;
    }

    /** Returns the number of places that have a sum. */
    int sums() {
        return sums.length;
    }

    /** Returns the kept rows, in the order of the samples. */
    List<AnsweredRows> rows() {
        return rows;
    }
}
