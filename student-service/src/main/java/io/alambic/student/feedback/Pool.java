package io.alambic.student.feedback;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Waiting samples, bounded by count and by bytes; the last in order are dropped. Not thread safe. */
public final class Pool {

    /**
     * Limits of the pool.
     *
     * @param samples most samples, at least 1
     * @param bytes most bytes of their tensors, at least 1
     */
    public record Limits(int samples, long bytes) {

        public Limits {
            if (samples < 1 || bytes < 1) {
                throw new IllegalArgumentException(
                        "the feedback pool must hold at least 1 sample and 1 byte, but holds %d and %d"
                                .formatted(samples, bytes));
            }
        }
    }

    private final Limits limits;
    private final TreeSet<FedBackSample> waiting = new TreeSet<>();
    private long bytes;

    Pool(Limits limits) {
        this.limits = limits;
    }

    /** Adds a sample; returns how many samples were dropped, possibly this one. */
    int add(FedBackSample sample) {
        waiting.add(sample);
        bytes += sample.bytes();
        int left = 0;
        while (waiting.size() > limits.samples() || bytes > limits.bytes()) {
            bytes -= waiting.pollLast().bytes();
            left++;
        }
        return left;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Removes the first samples in order: at least one, if any, and more within these bytes. */
    List<FedBackSample> take(int mostSamples, long mostBytes) {
        List<FedBackSample> first = new ArrayList<>();
        long taken = 0;
        while (first.size() < mostSamples
                && !waiting.isEmpty()
                && (first.isEmpty() || taken + waiting.first().bytes() <= mostBytes)) {
            FedBackSample sample = waiting.pollFirst();
            bytes -= sample.bytes();
            taken += sample.bytes();
            first.add(sample);
        }
        return first;
    }
}
