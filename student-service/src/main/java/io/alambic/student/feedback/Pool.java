package io.alambic.student.feedback;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Waiting samples, alone or in records, bounded by count and by bytes; the last in order are dropped. Not thread safe. */
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
    private final TreeSet<FedBackItem> waiting = new TreeSet<>();
    private long bytes;
    private int samples;

    Pool(Limits limits) {
        this.limits = limits;
    }

    /** Adds an item; returns how many samples were dropped, possibly its own. */
    int add(FedBackItem item) {
        waiting.add(item);
        bytes += item.bytes();
        samples += item.samples();
        int dropped = 0;
        while (samples > limits.samples() || bytes > limits.bytes()) {
            dropped += removed(waiting.pollLast()).samples();
        }
        return dropped;
    }

    private FedBackItem removed(FedBackItem item) {
        bytes -= item.bytes();
        samples -= item.samples();
        return item;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Removes the first items in order: at least one, if any, and more within these samples and bytes. */
    List<FedBackItem> take(int mostSamples, long mostBytes) {
        List<FedBackItem> first = new ArrayList<>();
        int takenSamples = 0;
        long takenBytes = 0;
        while (!waiting.isEmpty()) {
            FedBackItem next = waiting.first();
            takenSamples += next.samples();
            takenBytes += next.bytes();
            if (!first.isEmpty() && (takenSamples > mostSamples || takenBytes > mostBytes)) {
                break;
            }
            first.add(removed(waiting.pollFirst()));
        }
        return first;
    }
}
