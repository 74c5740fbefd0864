package io.alambic.student.inference;

import io.alambic.core.model.Signature;
import io.alambic.core.task.Task;
import io.alambic.mapping.RecordMapping;
import io.alambic.student.protocol.AnswerSignature;
import java.util.List;
import java.util.Optional;

/**
 * How requests become answers.
 *
 * @param model name of the model
 * @param task what the student answers
 * @param serverVersion release of this service
 * @param threads threads that compute answers, at least 1
 * @param queue what may wait for a thread
 * @param batching how waiting calls join
 * @param maxBatch most samples in one call, at least 1
 * @param requestBytes most memory that requests take while they are read, at least 1
 * @param clientBytes most memory of requests and answers that HTTP clients send and read, at least 1
 * @param outputs names of the outputs that answer a request which names none; empty for logits and, where the task has them, probabilities
 * @param labels names of the classes, by index; may be empty
 * @param mapping of the records that requests bring; empty where they bring tensors
 */
public record InferenceSettings(
        String model,
        Task task,
        String serverVersion,
        int threads,
        QueueLimits queue,
        Batching batching,
        int maxBatch,
        long requestBytes,
        long clientBytes,
        List<String> outputs,
        List<String> labels,
        Optional<RecordMapping> mapping) {

    public InferenceSettings {
        requireAtLeastOne("gRPC threads", threads);
        requireAtLeastOne("gRPC max batch", maxBatch);
        requireAtLeastOne("request bytes", requestBytes);
        requireAtLeastOne("client bytes", clientBytes);
        outputs = List.copyOf(outputs);
        labels = List.copyOf(labels);
    }

    private static void requireAtLeastOne(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("%s must be at least 1, but is %d".formatted(name, value));
        }
    }

    /** Returns the names of the outputs that answer a request which names none. */
    List<String> answered(Signature signature) {
        return outputs.isEmpty() ? AnswerSignature.defaults(signature) : outputs;
    }
}
