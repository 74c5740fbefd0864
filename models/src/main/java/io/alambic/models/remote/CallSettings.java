package io.alambic.models.remote;

import java.time.Duration;

/**
 * Says how long a remote model may take to answer.
 *
 * @param deadline longest wait for one attempt, greater than 0
 * @param budget longest time for a pass with all its calls and their repetitions, at least the deadline. It should be shorter than Kafka's
 *     transaction timeout (10 s in Kafka Streams), so that a short outage aborts no transaction
 */
public record CallSettings(Duration deadline, Duration budget) {

    public static final CallSettings DEFAULT = new CallSettings(Duration.ofSeconds(5), Duration.ofSeconds(8));

    public CallSettings {
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("deadline must be greater than 0, but is " + deadline);
        }
        if (budget.compareTo(deadline) < 0) {
            throw new IllegalArgumentException(
                    "budget must be at least the deadline %s, but is %s".formatted(deadline, budget));
        }
    }

    /**
     * Returns how many samples a pass may have, so that the budget is enough for them if each of their calls takes the whole deadline.
     *
     * @param concurrency calls at once
     */
    public int samplesInBudget(int concurrency) {
        long rounds = budget.dividedBy(deadline);
        return (int) Math.min(Integer.MAX_VALUE, rounds * concurrency);
    }
}
