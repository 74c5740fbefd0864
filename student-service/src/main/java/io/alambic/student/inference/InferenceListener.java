package io.alambic.student.inference;

import io.alambic.student.protocol.AnsweredRequest;
import io.grpc.Status;

/** Told about each inference call; implementations are thread safe. */
public interface InferenceListener {

    /** A call came in. */
    void started();

    /** Calls were computed together. */
    void passed(int calls, int samples);

    /**
     * A call ended.
     *
     * @param code its gRPC status
     * @param samples samples answered, 0 unless the code is OK
     * @param nanos time since it came in
     */
    void ended(Status.Code code, int samples, long nanos);

    /** A request was answered, and the answer has left. Returns at once. */
    default void answered(AnsweredRequest request) {}
}
