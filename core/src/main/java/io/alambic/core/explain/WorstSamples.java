package io.alambic.core.explain;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The samples that were learned worst: the k with the largest loss of all that are added, in whichever order. Of equal losses the sample
 * that comes first by its own order is the worse one; NaN is worse than every number. Memory for k samples. Used by one thread.
 *
 * @param <S> what names a sample
 */
public final class WorstSamples<S extends Comparable<S>> {

    private final int most;
    private final Comparator<Loss<S>> worstFirst =
            Comparator.<Loss<S>>comparingDouble(Loss::value).reversed().thenComparing(Loss::sample);

    private final PriorityQueue<Loss<S>> kept = new PriorityQueue<>(worstFirst.reversed());

    /**
     * A sample and its loss.
     *
     * @param sample names it
     * @param value of the loss
     */
    public record Loss<S>(S sample, double value) {}

    /**
     * No samples yet.
     *
     * @param most k, at least 1
     */
    public WorstSamples(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("expected to keep at least 1 sample, but got %d".formatted(most));
        }
        this.most = most;
    }

    /** Adds a sample. */
    public void add(S sample, double loss) {
        Loss<S> added = new Loss<>(sample, loss);
        if (kept.size() < most) {
            kept.add(added);
        } else if (worstFirst.compare(added, kept.element()) < 0) {
            kept.remove();
            kept.add(added);
        }
    }

    /** Returns the samples, the worst first. */
    public List<Loss<S>> worst() {
        return kept.stream().sorted(worstFirst).toList();
    }
}
