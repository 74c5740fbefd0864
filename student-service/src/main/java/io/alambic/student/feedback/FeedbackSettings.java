package io.alambic.student.feedback;

import java.util.Optional;
import java.util.Set;

/**
 * Settings of the feedback.
 *
 * @param topic the samples topic
 * @param rate share of the requests, from 0 (none) to 1
 * @param inputs names of the sent input tensors; empty for all
 * @param order order in which samples are sent
 * @param samplesPerSecond budget, greater than 0
 * @param pool limits of the waiting samples
 * @param recordHeaders where requests bring records, which go back as they came: names of the headers that go with them; empty
 *     where tensors go back
 */
public record FeedbackSettings(
        String topic,
        double rate,
        Set<String> inputs,
        Order order,
        double samplesPerSecond,
        Pool.Limits pool,
        Optional<Set<String>> recordHeaders) {

    public FeedbackSettings {
        if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException("feedback rate must be from 0 to 1, but is " + rate);
        }
        if (!(samplesPerSecond > 0) || Double.isInfinite(samplesPerSecond)) {
            throw new IllegalArgumentException(
                    "feedback budget must be a number of samples per second above 0, but is " + samplesPerSecond);
        }
        inputs = Set.copyOf(inputs);
        recordHeaders = recordHeaders.map(Set::copyOf);
    }

    /** Returns whether feedback is on. */
    public boolean isOn() {
        return rate > 0;
    }

    /** Returns whether an input is sent. */
    boolean takes(String input) {
        return inputs.isEmpty() || inputs.contains(input);
    }
}
