package io.alambic.bench.baseline;

import io.alambic.bench.measure.Contender;
import java.time.Duration;

/**
 * Repeats the same work in this process, on data in memory.
 *
 * @param name as the table shows it
 * @param samples of one piece of work
 * @param work does one piece
 * @param end frees what the work needs
 */
public record InProcessLoop(String name, int samples, Runnable work, Runnable end) implements Contender {

    private static final double NANOS = 1e9;

    @Override
    public double samplesPerSecond(Duration slice) {
        System.gc();
        long start = System.nanoTime();
        long done = 0;
        long elapsed;
        do {
            work.run();
            done += samples;
            elapsed = System.nanoTime() - start;
        } while (elapsed < slice.toNanos());
        return done * NANOS / elapsed;
    }

    @Override
    public void close() {
        end.run();
    }
}
