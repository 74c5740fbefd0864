package io.alambic.student.serving;

import ai.djl.ndarray.NDArray;
import com.google.protobuf.ByteString;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.inference.InferParameter;
import io.alambic.inference.InferTensorContents;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferResponse;
import io.alambic.inference.ModelInferResponse.InferOutputTensor;
import java.util.List;
import java.util.Map;

/** Builds answers in the form of the request: raw bytes for raw bytes, numbers for numbers. */
final class InferenceResponses {

    private static final String VERSION = "version";
    private static final String STEP = "step";
    private static final String NEWEST_EVENT_TIME = "newest_event_time";

    private InferenceResponses() {}

    static ModelInferResponse response(
            ModelInferRequest request, ServedModel model, List<TensorSpec> wanted, Map<String, NDArray> outputs) {
        boolean raw = InferenceRequests.isRaw(request);
        ModelInferResponse.Builder response = ModelInferResponse.newBuilder()
                .setModelName(request.getModelName())
                .setModelVersion(Long.toString(model.version()))
                .setId(request.getId())
                .putParameters(VERSION, number(model.version()))
                .putParameters(STEP, number(model.step()))
                .putParameters(NEWEST_EVENT_TIME, number(model.newestEventTimeMs()));
        for (TensorSpec spec : wanted) {
            NDArray array = outputs.get(spec.name());
            InferOutputTensor.Builder output = InferOutputTensor.newBuilder()
                    .setName(spec.name())
                    .setDatatype(spec.type().name());
            for (long dimension : array.getShape().getShape()) {
                output.addShape(dimension);
            }
            if (raw) {
                response.addRawOutputContents(ByteString.copyFrom(array.toByteBuffer(true)));
            } else {
                output.setContents(numbers(array));
            }
            response.addOutputs(output);
        }
        return response.build();
    }

    private static InferTensorContents numbers(NDArray array) {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        for (float element : array.toFloatArray()) {
            contents.addFp32Contents(element);
        }
        return contents.build();
    }

    private static InferParameter number(long value) {
        return InferParameter.newBuilder().setInt64Param(value).build();
    }
}
