package io.alambic.student.inference;

import java.util.List;

/**
 * How requests become answers.
 *
 * @param model name of the model
 * @param serverVersion release of this service
 * @param threads threads that compute answers, at least 1
 * @param queue what may wait for a thread
 * @param batching how waiting calls join
 * @param maxBatch most samples in one call, at least 1
 * @param labels names of the classes, by index; may be empty
 */
public record InferenceSettings(
        String model,
        String serverVersion,
        int threads,
        QueueLimits queue,
        Batching batching,
        int maxBatch,
        List<String> labels) {

    public InferenceSettings {
        requireAtLeastOne("gRPC threads", threads);
        requireAtLeastOne("gRPC max batch", maxBatch);
        labels = List.copyOf(labels);
    }

    private static void requireAtLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("%s must be at least 1, but is %d".formatted(name, value));
        }
    }
}
