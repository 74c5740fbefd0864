package io.alambic.student.inference;

import io.alambic.inference.ModelInferResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A caller that waits for ever, or has gone from the start. Thread safe. */
final class RecordedResponse implements ResponseHandler {

    private final CompletableFuture<ModelInferResponse> answer = new CompletableFuture<>();
    private final Object client;
    private final Optional<Status> gone;

    RecordedResponse() {
        this("client", null);
    }

    RecordedResponse(Object client) {
        this(client, null);
    }

    RecordedResponse(Status gone) {
        this("client", gone);
    }

    private RecordedResponse(Object client, Status gone) {
        this.client = client;
        this.gone = Optional.ofNullable(gone);
    }

    CompletableFuture<ModelInferResponse> answer() {
        return answer;
    }

    /** The code with which it was refused; null where it was not. */
    Status.Code refusal() {
        return answer.isCompletedExceptionally()
                ? answer.handle((value, error) ->
                                ((StatusRuntimeException) error).getStatus().getCode())
                        .join()
                : null;
    }

    @Override
    public Object client() {
        return client;
    }

    @Override
    public Optional<Status> gone() {
        return gone;
    }

    @Override
    public void answered(ModelInferResponse response) {
        answer.complete(response);
    }

    @Override
    public void refused(StatusRuntimeException reason) {
        answer.completeExceptionally(reason);
    }
}
