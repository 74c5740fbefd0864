package io.alambic.student.inference;

import io.alambic.inference.ModelInferResponse;
import io.alambic.student.protocol.CheckedRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;

/**
 * A checked request that waits for its pass.
 *
 * @param request the checked request
 * @param handler receives the response
 * @param queuedNanos when it began to wait, by the monotonic clock
 */
record InferenceCall(CheckedRequest request, ResponseHandler handler, long queuedNanos) {

    Object client() {
        return handler.client();
    }

    int samples() {
        return request.samples();
    }

    String version() {
        return request.version();
    }

    /** Returns why the call need not be computed any more; empty while it must. */
    Optional<Status> gone(long nowNanos) {
        Optional<Status> gone = handler.gone();
        if (gone.isEmpty() && request.timeoutNanos() > 0 && nowNanos - queuedNanos > request.timeoutNanos()) {
            return Optional.of(
                    Status.DEADLINE_EXCEEDED.withDescription("the request waited longer than its 'timeout' allows"));
        }
        return gone;
    }

    void answer(ModelInferResponse response) {
        handler.answered(response);
    }

    void refuse(StatusRuntimeException reason) {
        handler.refused(reason);
    }
}
