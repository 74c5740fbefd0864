package io.alambic.core.evaluate;

import java.util.HashMap;
import java.util.Map;

/** The classes that the teacher named for the newest held-out samples. Used by one thread at a time. */
final class NewestClasses {

    private final int[] ring;
    private long added;

    NewestClasses(int capacity) {
        ring = new int[capacity];
    }

    void add(int named) {
        ring[(int) (added++ % ring.length)] = named;
    }

    /**
     * Returns the probability that two of the newest samples are of one class (Simpson's index), without bias for their number:
     * 1 / C where C classes are equally frequent, 1 where there is one; NaN if there are fewer samples.
     */
    double concentration(int samples) {
        if (added < samples || samples < 2 || samples > ring.length) {
            return Double.NaN;
        }
        Map<Integer, Integer> counts = new HashMap<>();
        for (long i = added - samples; i < added; i++) {
            counts.merge(ring[(int) (i % ring.length)], 1, Integer::sum);
        }
        double pairs = counts.values().stream()
                .mapToDouble(count -> (double) count * (count - 1))
                .sum();
        return pairs / ((double) samples * (samples - 1));
    }

    int samples() {
        return (int) Math.min(added, ring.length);
    }
}
