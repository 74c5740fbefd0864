package io.alambic.student.inference;

import java.time.Duration;
import java.util.List;

/**
 * Rule of how waiting requests are batched into one forward pass.
 *
 * @param maxSamples most samples of a pass that several requests share, at least 1; a larger request gets
 *     its own pass
 * @param maxDelay longest wait of a request for others; with 0, only requests that arrived while the workers were
 *     busy are batched
 * @param preferredSamples batch sizes that start a pass without further waiting; may be empty
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
     * Returns how many of the waiting requests, in order, form the next batch.
     *
     * @param samples batch size of each waiting request, in order; at least one request
     * @param idle whether no pass is running, so that a single request need not wait
     * @param waitedNanos how long the first request has waited
     * @return 0 to wait for more requests
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
