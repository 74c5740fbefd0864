package io.alambic.student.feedback;

import java.util.Set;

/**
 * What of the served requests goes back to the teacher.
 *
 * @param topic the samples topic
 * @param rate share of the requests, from 0 (none) to 1
 * @param inputs names of the input tensors that travel; empty for all
 * @param order which samples go first
 * @param samplesPerSecond the budget, greater than 0
 * @param pool what waits at most
 */
public record FeedbackSettings(
        String topic, double rate, Set<String> inputs, Order order, double samplesPerSecond, Pool.Limits pool) {

    public FeedbackSettings {
        if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException("feedback rate must be from 0 to 1, but is " + rate);
        }
        if (!(samplesPerSecond > 0) || Double.isInfinite(samplesPerSecond)) {
            throw new IllegalArgumentException(
                    "feedback budget must be a number of samples per second above 0, but is " + samplesPerSecond);
        }
        inputs = Set.copyOf(inputs);
    }

    /** Whether anything goes back at all. */
    public boolean isOn() {
        return rate > 0;
    }

    /** Whether an input travels. */
    boolean takes(String input) {
        return inputs.isEmpty() || inputs.contains(input);
    }
}
