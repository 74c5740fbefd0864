package io.alambic.student.serving;

import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferResponse;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One inference call, from the moment it came in. A call whose client no longer waits is not computed. */
final class InferenceCall implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(InferenceCall.class);

    private final ModelInferRequest request;
    private final ServerCallStreamObserver<ModelInferResponse> answer;
    private final Deadline deadline;
    private final Inference inference;
    private final LongSupplier nanoClock;
    private final InferenceListener listener;
    private final long startedNanos;

    InferenceCall(
            ModelInferRequest request,
            ServerCallStreamObserver<ModelInferResponse> answer,
            Inference inference,
            LongSupplier nanoClock,
            InferenceListener listener) {
        this.request = request;
        this.answer = answer;
        this.deadline = Context.current().getDeadline();
        this.inference = inference;
        this.nanoClock = nanoClock;
        this.listener = listener;
        this.startedNanos = nanoClock.getAsLong();
        listener.started();
    }

    @Override
    public void run() {
        if (deadline != null && deadline.isExpired()) {
            refuse(Status.DEADLINE_EXCEEDED
                    .withDescription("the deadline passed while the request waited")
                    .asRuntimeException());
            return;
        }
        if (answer.isCancelled()) {
            ended(Status.Code.CANCELLED, 0);
            return;
        }
        try {
            ModelInferResponse response = inference.infer(request);
            answer.onNext(response);
            answer.onCompleted();
            ended(Status.Code.OK, Math.toIntExact(response.getOutputs(0).getShape(0)));
        } catch (StatusRuntimeException e) {
            refuse(e);
        } catch (RuntimeException | Error e) {
            LOG.error("model={} Inference failed", request.getModelName(), e);
            refuse(Status.INTERNAL.withDescription("inference failed: " + e).asRuntimeException());
        }
    }

    /** Ends the call with an error. */
    void refuse(StatusRuntimeException error) {
        answer.onError(error);
        ended(error.getStatus().getCode(), 0);
    }

    private void ended(Status.Code code, int samples) {
        listener.ended(code, samples, nanoClock.getAsLong() - startedNanos);
    }
}
