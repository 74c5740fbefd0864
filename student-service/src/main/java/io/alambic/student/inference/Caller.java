package io.alambic.student.inference;

import io.alambic.inference.ModelInferResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;

/**
 * Who asked for inference and waits, over whatever protocol. Exactly one of {@link #answered} and {@link
 * #refused} is called, once, by any thread.
 */
public interface Caller {

    /** Why nobody waits any longer: CANCELLED or DEADLINE_EXCEEDED; empty while somebody does. */
    Optional<Status> gone();

    /** The answer. */
    void answered(ModelInferResponse response);

    /** There is no answer. */
    void refused(StatusRuntimeException reason);
}
