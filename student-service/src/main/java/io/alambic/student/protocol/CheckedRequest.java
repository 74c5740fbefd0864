package io.alambic.student.protocol;

import io.alambic.core.tensor.TensorSpec;
import io.alambic.inference.ModelInferRequest;
import java.util.List;

/**
 * A request that fits the signature, so that it may join others in one pass.
 *
 * @param request as it came
 * @param samples its batch dimension, at least 1
 * @param bytes of its inputs as the native arrays take them
 * @param places of the signature's inputs among those of the request, in the signature's order
 * @param outputs that it asks for, at least one
 * @param rawAnswer whether the outputs go as raw bytes, as they must where one has no typed contents
 * @param timeoutNanos how long it may wait, by its own parameter; 0 for as long as its caller waits
 */
public record CheckedRequest(
        ModelInferRequest request,
        int samples,
        long bytes,
        List<Integer> places,
        List<Wanted> outputs,
        boolean rawAnswer,
        long timeoutNanos) {

    /**
     * An output that is asked for.
     *
     * @param spec which
     * @param classes how many of its largest values are wanted, as score, index and label, 0 for the tensor
     *     itself
     */
    public record Wanted(TensorSpec spec, int classes) {}

    /** Whether the inputs came as raw bytes. */
    public boolean isRaw() {
        return request.getRawInputContentsCount() > 0;
    }

    /** The version that it names; empty where the choice is the server's. */
    public String version() {
        return request.getModelVersion();
    }
}
