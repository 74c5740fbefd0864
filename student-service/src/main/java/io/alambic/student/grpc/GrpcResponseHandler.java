package io.alambic.student.grpc;

import io.alambic.inference.ModelInferResponse;
import io.alambic.student.admission.ClientMemory;
import io.alambic.student.inference.ResponseHandler;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.Optional;

/** Receives the response to a unary gRPC call. */
final class GrpcResponseHandler implements ResponseHandler {

    private final ServerCallStreamObserver<ModelInferResponse> call;
    private final Object client = ClientMemory.client();
    private final Deadline deadline = Context.current().getDeadline();

    /** Must be created on the thread that received the call. */
    GrpcResponseHandler(ServerCallStreamObserver<ModelInferResponse> call) {
        this.call = call;
        call.setOnCancelHandler(() -> {});
    }

    @Override
    public Object client() {
        return client;
    }

    @Override
    public Optional<Status> gone() {
        if (deadline != null && deadline.isExpired()) {
            return Optional.of(
                    Status.DEADLINE_EXCEEDED.withDescription("the deadline passed while the request waited"));
        }
        return call.isCancelled() ? Optional.of(Status.CANCELLED) : Optional.empty();
    }

    @Override
    public void answered(ModelInferResponse response) {
        call.onNext(response);
        call.onCompleted();
    }

    @Override
    public void refused(StatusRuntimeException reason) {
        call.onError(reason);
    }
}
