package io.alambic.student.inference;

import java.time.Duration;
import java.util.List;

/**
 * How requests join into one forward pass.
 *
 * @param maxSamples most samples of a pass that several requests share, at least 1; a larger request has
 *     a pass of its own
 * @param maxDelay longest that a request waits for others to join, 0 for not at all: then those join that
 *     came while the workers were busy
 * @param preferredSamples sizes at which a pass begins without a further wait; may be empty
 */
public record Batching(int maxSamples, Duration maxDelay, List<Integer> preferredSamples) {

    public Batching {
        if (maxSamples < 1) {
            throw new IllegalArgumentException("batch size must be at least 1, but is " + maxSamples);
        }
        if (maxDelay.isNegative()) {
            throw new IllegalArgumentException("batch delay must not be negative, but is " + maxDelay);
        }
        preferredSamples = List.copyOf(preferredSamples);
        for (int size : preferredSamples) {
            if (size < 1 || size > maxSamples) {
                throw new IllegalArgumentException(
                        "preferred batch sizes must be from 1 to %d, but one is %d".formatted(maxSamples, size));
            }
        }
    }

    /**
     * How many of the waiting requests, from the first, make the next pass.
     *
     * @param samples of each waiting request, in their order, at least one
     * @param idle whether nothing is computed now, so that a single request is not held up
     * @param waitedNanos how long the first has waited
     * @return 0 where it is better to wait for more
     */
    int choose(List<Integer> samples, boolean idle, long waitedNanos) {
        int fitting = 0;
        int preferred = 0;
        long sum = 0;
        for (int next : samples) {
            if (sum + next > maxSamples && fitting > 0) {
                return preferred > 0 ? preferred : fitting;
            }
            sum += next;
            fitting++;
            preferred = preferredSamples.contains((int) sum) ? fitting : preferred;
        }
        if (preferred > 0) {
            return preferred;
        }
        boolean alone = idle && fitting == 1;
        return sum >= maxSamples || alone || waitedNanos >= maxDelay.toNanos() ? fitting : 0;
    }
}
