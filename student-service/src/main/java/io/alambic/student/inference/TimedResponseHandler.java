package io.alambic.student.inference;

import io.alambic.inference.ModelInferResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/** Tells a listener when the call begins and ends. Only the first answer or refusal of a call counts. */
final class TimedResponseHandler implements ResponseHandler {

    private final ResponseHandler handler;
    private final InferenceListener listener;
    private final LongSupplier nanoClock;
    private final long startedNanos;
    private final AtomicBoolean over = new AtomicBoolean();

    TimedResponseHandler(ResponseHandler handler, InferenceListener listener, LongSupplier nanoClock) {
        this.handler = handler;
        this.listener = listener;
        this.nanoClock = nanoClock;
        this.startedNanos = nanoClock.getAsLong();
        listener.started();
    }

    @Override
    public Object client() {
        return handler.client();
    }

    @Override
    public Optional<Status> gone() {
        return handler.gone();
    }

    @Override
    public void answered(ModelInferResponse response) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        Status.Code code = Status.Code.INTERNAL;
        try {
            handler.answered(response);
            code = Status.Code.OK;
        } finally {
            ended(code, code == Status.Code.OK ? samples(response) : 0);
        }
    }

    @Override
    public void refused(StatusRuntimeException reason) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        try {
            handler.refused(reason);
        } finally {
            ended(reason.getStatus().getCode(), 0);
        }
    }

    private static int samples(ModelInferResponse response) {
        return Math.toIntExact(response.getOutputs(0).getShape(0));
    }

    private void ended(Status.Code code, int samples) {
        listener.ended(code, samples, nanoClock.getAsLong() - startedNanos);
    }
}
