package io.alambic.models.remote;

import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferResponse;
import io.alambic.inference.ModelMetadataResponse;

/**
 * Calls one model on a server of the Open Inference Protocol, over one of its halves. While the server is away, a call is repeated until the
 * budget of its pass is used up. Its text is the model's address. Thread safe.
 */
public interface InferenceCalls extends AutoCloseable {

    /** Returns the name of the model. */
    String model();

    /**
     * Returns the server's description of the model.
     *
     * @param attempts how often the call is made while the server answers it with an error that may pass
     * @throws ModelUnavailableException if it does not answer at present
     * @throws ModelRefusedException if it answers with an error
     */
    ModelMetadataResponse metadata(int attempts);

    /** Returns the time, by the clock of these calls in nanoseconds, at which a pass that begins now has used up its budget. */
    long end();

    /**
     * Returns the model's answer.
     *
     * @param request with tensors as raw bytes, little-endian
     * @param endNanos of the pass, as {@link #end()}; all calls of a pass share it
     * @param attempts how often the call is made while the server answers it with an error that may pass
     * @throws RequestTooLargeException if the server takes only smaller requests
     * @throws ModelUnavailableException if it does not answer at present
     * @throws ModelRefusedException if it answers with an error
     */
    ModelInferResponse infer(ModelInferRequest request, long endNanos, int attempts);

    @Override
    void close();
}
