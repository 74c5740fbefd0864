package io.alambic.student.inference;

import io.alambic.student.protocol.AnsweredRequest;
import io.grpc.Status;

/** Observes inference calls. Implementations are thread safe. */
public interface InferenceListener {

    /** A call arrived. */
    void started();

    /** One pass computed these calls. */
    void passed(int calls, int samples);

    /**
     * A call ended.
     *
     * @param code its gRPC status
     * @param samples answered samples, 0 unless the code is OK
     * @param nanos time since it arrived
     */
    void ended(Status.Code code, int samples, long nanos);

    /** The response to a request was delivered. Returns at once. */
    default void answered(AnsweredRequest request) {}
}
