package io.alambic.client;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import io.alambic.inference.ModelInferResponse;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The pending answer to a call; cancelling it cancels the call. */
final class PendingAnswer extends CompletableFuture<InferenceResult> implements FutureCallback<ModelInferResponse> {

    private final ListenableFuture<ModelInferResponse> call;
    private final Function<ModelInferResponse, InferenceResult> reader;
    private final Failures failures;

    private PendingAnswer(
            ListenableFuture<ModelInferResponse> call,
            Function<ModelInferResponse, InferenceResult> reader,
            Failures failures) {
        this.call = call;
        this.reader = reader;
        this.failures = failures;
    }

    static PendingAnswer of(
            ListenableFuture<ModelInferResponse> call,
            Function<ModelInferResponse, InferenceResult> reader,
            Failures failures) {
        PendingAnswer answer = new PendingAnswer(call, reader, failures);
        Futures.addCallback(call, answer, MoreExecutors.directExecutor());
        return answer;
    }

    @Override
    public void onSuccess(ModelInferResponse response) {
        try {
            complete(reader.apply(response));
        } catch (InferenceException e) {
            completeExceptionally(e);
        }
    }

    @Override
    public void onFailure(Throwable error) {
        completeExceptionally(failures.of(error));
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        call.cancel(mayInterruptIfRunning);
        return cancelled;
    }
}
