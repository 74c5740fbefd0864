package io.alambic.student.inference;

import io.alambic.core.tensor.TensorSpec;
import io.alambic.inference.ModelInferResponse;
import io.alambic.student.protocol.AnsweredRequest;
import io.alambic.student.protocol.CheckedRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Optional;

/**
 * Tells a listener about the request once its response has been delivered.
 *
 * @param inputs the inputs of the signature
 */
record ReportingResponseHandler(
        ResponseHandler handler, CheckedRequest request, List<TensorSpec> inputs, InferenceListener listener)
        implements ResponseHandler {

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
        handler.answered(response);
        listener.answered(new AnsweredRequest(request, inputs, response));
    }

    @Override
    public void refused(StatusRuntimeException reason) {
        handler.refused(reason);
    }
}
