package io.alambic.student.inference;

import io.alambic.inference.ModelInferResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;

/**
 * Receives the response to one inference request, over any protocol. Exactly one of {@link #answered} and {@link
 * #refused} is called, once, by any thread.
 */
public interface ResponseHandler {

    /** Returns the client's connection, by equality: connections take turns in the queue. */
    Object client();

    /** Returns CANCELLED or DEADLINE_EXCEEDED if the client no longer waits; empty while it does. */
    Optional<Status> gone();

    /** Delivers the response. */
    void answered(ModelInferResponse response);

    /** Reports that there is no response. */
    void refused(StatusRuntimeException reason);
}
