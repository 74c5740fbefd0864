package io.alambic.student.protocol;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import com.google.protobuf.ByteString;
import io.alambic.core.bucket.Padding;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.inference.InferParameter;
import io.alambic.inference.InferTensorContents;
import io.alambic.inference.ModelInferResponse;
import io.alambic.inference.ModelInferResponse.InferOutputTensor;
import io.alambic.student.protocol.CheckedRequest.Wanted;
import io.alambic.student.registry.ServedModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Splits the outputs of one pass into the responses to its requests. A response has the form of its request: raw
 * bytes or typed contents. Immutable.
 */
public final class InferenceResponses {

    private static final String BYTES = "BYTES";
    private static final String VERSION = "version";
    private static final String STEP = "step";
    private static final String NEWEST_EVENT_TIME = "newest_event_time";

    private final Classes classes;

    public InferenceResponses(List<String> labels) {
        classes = new Classes(labels);
    }

    /**
     * Returns one response for each request, in their order.
     *
     * @param outputs all requested outputs, for all samples
     */
    public List<ModelInferResponse> responses(
            List<CheckedRequest> requests, ServedModel model, Map<String, NDArray> outputs) {
        Map<String, InferParameter> facts = Map.of(
                VERSION, number(model.version()),
                STEP, number(model.step()),
                NEWEST_EVENT_TIME, number(model.newestEventTimeMs()));
        Map<String, ByteBuffer> bytes = new HashMap<>();
        List<ModelInferResponse> responses = new ArrayList<>();
        int first = 0;
        for (CheckedRequest request : requests) {
            ModelInferResponse.Builder response = head(request, model).putAllParameters(facts);
            for (Wanted wanted : request.outputs()) {
                TensorSpec spec = wanted.spec();
                ByteBuffer all = bytes.computeIfAbsent(
                        spec.name(), name -> outputs.get(name).toByteBuffer(true));
                add(response, request, wanted, own(rows(all, spec, first, request.samples()), spec, request));
            }
            responses.add(response.build());
            first += request.samples();
        }
        return responses;
    }

    private static ModelInferResponse.Builder head(CheckedRequest request, ServedModel model) {
        return ModelInferResponse.newBuilder()
                .setModelName(request.request().getModelName())
                .setModelVersion(Long.toString(model.version()))
                .setId(request.request().getId());
    }

    private static ByteBuffer rows(ByteBuffer all, TensorSpec spec, int first, int samples) {
        int start = all.position() + Math.toIntExact(first * spec.bytesPerSample());
        int bytes = Math.toIntExact(samples * spec.bytesPerSample());
        return all.duplicate().limit(start + bytes).position(start).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Leaves out the padding of open dimensions. */
    private static ByteBuffer own(ByteBuffer rows, TensorSpec spec, CheckedRequest request) {
        if (!spec.isOpen()) {
            return rows;
        }
        Shape own = new Shape(request.samples()).addAll(request.sampleShape(spec));
        return Padding.cut(
                rows,
                spec.batchShape(request.samples()).getShape(),
                own.getShape(),
                spec.type().bytes());
    }

    private void add(ModelInferResponse.Builder response, CheckedRequest request, Wanted wanted, ByteBuffer rows) {
        TensorSpec spec = wanted.spec();
        InferOutputTensor.Builder output =
                InferOutputTensor.newBuilder().setName(spec.name()).addShape(request.samples());
        if (wanted.classes() > 0) {
            output.setDatatype(BYTES).addShape(wanted.classes());
            List<ByteString> best = classes.best(rows, spec.type(), Math.toIntExact(spec.elements()), wanted.classes());
            if (request.rawAnswer()) {
                response.addRawOutputContents(withLengths(best));
            } else {
                output.setContents(InferTensorContents.newBuilder().addAllBytesContents(best));
            }
        } else {
            output.setDatatype(spec.type().name());
            for (long dimension : request.sampleShape(spec).getShape()) {
                output.addShape(dimension);
            }
            if (request.rawAnswer()) {
                response.addRawOutputContents(ByteString.copyFrom(rows));
            } else {
                output.setContents(Contents.of(rows, spec.type()));
            }
        }
        response.addOutputs(output);
    }

    /** Encodes elements of type BYTES: each follows its length in four bytes. */
    private static ByteString withLengths(List<ByteString> elements) {
        int size = elements.stream().mapToInt(ByteString::size).sum() + elements.size() * Integer.BYTES;
        ByteBuffer buffer = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        for (ByteString element : elements) {
            element.copyTo(buffer.putInt(element.size()));
        }
        return ByteString.copyFrom(buffer.flip());
    }

    private static InferParameter number(long value) {
        return InferParameter.newBuilder().setInt64Param(value).build();
    }
}
