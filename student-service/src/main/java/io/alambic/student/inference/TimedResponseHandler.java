package io.alambic.student.inference;

import io.alambic.inference.ModelInferResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Tells a listener when the call begins and ends. */
final class TimedResponseHandler implements ResponseHandler {

    private final ResponseHandler handler;
    private final InferenceListener listener;
    private final LongSupplier nanoClock;
    private final long startedNanos;

    TimedResponseHandler(ResponseHandler handler, InferenceListener listener, LongSupplier nanoClock) {
        this.handler = handler;
        this.listener = listener;
        this.nanoClock = nanoClock;
        this.startedNanos = nanoClock.getAsLong();
        listener.started();
    }

    @Override
    public Optional<Status> gone() {
        return handler.gone();
    }

    @Override
    public void answered(ModelInferResponse response) {
        handler.answered(response);
        ended(Status.Code.OK, Math.toIntExact(response.getOutputs(0).getShape(0)));
    }

    @Override
    public void refused(StatusRuntimeException reason) {
        handler.refused(reason);
        ended(reason.getStatus().getCode(), 0);
    }

    private void ended(Status.Code code, int samples) {
        listener.ended(code, samples, nanoClock.getAsLong() - startedNanos);
    }
}
