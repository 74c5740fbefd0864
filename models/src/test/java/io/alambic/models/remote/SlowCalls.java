package io.alambic.models.remote;

import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferResponse;
import io.alambic.inference.ModelMetadataResponse;

/**
 * Calls that take time, by the clock of a test.
 *
 * @param time passes before each inference
 */
record SlowCalls(InferenceCalls calls, Runnable time) implements InferenceCalls {

    @Override
    public String model() {
        return calls.model();
    }

    @Override
    public ModelMetadataResponse metadata(int attempts) {
        return calls.metadata(attempts);
    }

    @Override
    public long end() {
        return calls.end();
    }

    @Override
    public ModelInferResponse infer(ModelInferRequest request, long endNanos, int attempts) {
        time.run();
        return calls.infer(request, endNanos, attempts);
    }

    @Override
    public void close() {
        calls.close();
    }
}
