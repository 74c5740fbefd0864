package io.alambic.bench.measure;

import java.util.List;
import java.util.function.LongSupplier;

/**
 * Measures alternatives in interleaved rounds, so that disturbances by the machine affect all of them alike. Each runs
 * alone until it is warm; then each runs once in every round, and the order rotates from round to round. Garbage is
 * collected before each measurement, so that none pays for another. Used by one thread.
 */
public final class Stopwatch {

    private static final int WARM_UP_SLICES = 5;
    private static final double NANOS_PER_MICRO = 1000;

    private final Pace pace;
    private final LongSupplier nanoClock;

    /** A stopwatch; its clock is such as {@link System#nanoTime()}. */
    public Stopwatch(Pace pace, LongSupplier nanoClock) {
        this.pace = pace;
        this.nanoClock = nanoClock;
    }

    public Pace pace() {
        return pace;
    }

    /** Measures all alternatives and returns their times in order; ratios are to the first. */
    public List<Compared> compare(List<Alternative> alternatives) {
        int count = alternatives.size();
        long[] calls = alternatives.stream().mapToLong(this::warmUp).toArray();
        double[][] micros = new double[count][pace.rounds()];
        for (int round = 0; round < pace.rounds(); round++) {
            for (int i = 0; i < count; i++) {
                int turn = (round + i) % count;
                micros[turn][round] = microsPerCall(alternatives.get(turn), calls[turn]);
            }
        }
        return Compared.withFirst(alternatives.stream().map(Alternative::name).toList(), micros);
    }

    /** Runs an alternative until it is warm; returns the number of calls that fill a slice. */
    private long warmUp(Alternative alternative) {
        long nanos = WARM_UP_SLICES * pace.slice().toNanos();
        long calls = 0;
        long start = nanoClock.getAsLong();
        long elapsed = 0;
        while (elapsed < nanos) {
            alternative.call().run();
            calls++;
            elapsed = nanoClock.getAsLong() - start;
        }
        return Math.max(1, Math.round((double) calls * pace.slice().toNanos() / elapsed));
    }

    private double microsPerCall(Alternative alternative, long calls) {
        System.gc();
        long start = nanoClock.getAsLong();
        for (long call = 0; call < calls; call++) {
            alternative.call().run();
        }
        long elapsed = nanoClock.getAsLong() - start;
        return elapsed / NANOS_PER_MICRO / calls;
    }
}
