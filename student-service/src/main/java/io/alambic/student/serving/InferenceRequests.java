package io.alambic.student.serving;

import static io.alambic.student.serving.Refused.invalid;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.ElementType;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.inference.InferTensorContents;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferRequest.InferInputTensor;
import io.alambic.inference.ModelInferRequest.InferRequestedOutputTensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks inference requests against the student's signature. What does not fit is refused as
 * {@code INVALID_ARGUMENT} with the tensor's name, what was expected and what came. Immutable.
 */
final class InferenceRequests {

    private final Signature signature;
    private final int maxBatch;

    InferenceRequests(Signature signature, int maxBatch) {
        this.signature = signature;
        this.maxBatch = maxBatch;
    }

    /**
     * The request's inputs as native arrays over the workspace.
     *
     * @param scope owns the arrays
     */
    Map<String, NDArray> inputs(ModelInferRequest request, Workspace workspace, NDManager scope) {
        Map<String, Integer> places = places(request);
        boolean raw = isRaw(request);
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        long samples = -1;
        for (TensorSpec spec : signature.inputs()) {
            Integer place = places.get(spec.name());
            if (place == null) {
                throw invalid("input '%s' is missing; the request has %s", spec.name(), places.keySet());
            }
            InferInputTensor input = request.getInputs(place);
            Shape shape = shape(input, spec);
            if (samples >= 0 && shape.get(0) != samples) {
                throw invalid(
                        "input '%s': expected %d samples as before, but it has %d", spec.name(), samples, shape.get(0));
            }
            samples = shape.get(0);
            arrays.put(
                    spec.name(),
                    raw
                            ? raw(request, place, shape, spec, workspace, scope)
                            : typed(input, shape, spec, workspace, scope));
        }
        return arrays;
    }

    /** The outputs asked for; all, as the protocol has it, where the request names none. */
    List<TensorSpec> outputs(ModelInferRequest request) {
        if (request.getOutputsCount() == 0) {
            return signature.outputs();
        }
        return request.getOutputsList().stream().map(this::output).toList();
    }

    private TensorSpec output(InferRequestedOutputTensor requested) {
        try {
            return signature.output(requested.getName());
        } catch (IllegalArgumentException e) {
            throw invalid("%s", e.getMessage());
        }
    }

    /** Whether the inputs came as raw bytes, and so the outputs shall go. */
    static boolean isRaw(ModelInferRequest request) {
        return request.getRawInputContentsCount() > 0;
    }

    private Map<String, Integer> places(ModelInferRequest request) {
        if (isRaw(request) && request.getRawInputContentsCount() != request.getInputsCount()) {
            throw invalid(
                    "raw_input_contents has %d entries for %d inputs; either every input travels there or none",
                    request.getRawInputContentsCount(), request.getInputsCount());
        }
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < request.getInputsCount(); i++) {
            String name = request.getInputs(i).getName();
            try {
                signature.input(name);
            } catch (IllegalArgumentException e) {
                throw invalid("%s", e.getMessage());
            }
            if (places.put(name, i) != null) {
                throw invalid("input '%s' came twice", name);
            }
        }
        return places;
    }

    private Shape shape(InferInputTensor input, TensorSpec spec) {
        if (!input.getDatatype().equals(spec.type().name())) {
            throw invalid(
                    "input '%s': expected datatype %s, but it is '%s'", spec.name(), spec.type(), input.getDatatype());
        }
        List<Long> actual = input.getShapeList();
        long[] sample = spec.sampleShape().getShape();
        boolean fits = actual.size() == sample.length + 1 && actual.get(0) >= 1;
        for (int i = 0; fits && i < sample.length; i++) {
            fits = actual.get(i + 1) == sample[i];
        }
        if (!fits) {
            throw invalid("input '%s': expected shape %s, but it is %s", spec.name(), ModelFacts.shape(spec), actual);
        }
        if (actual.get(0) > maxBatch) {
            throw invalid(
                    "input '%s': at most %d samples in one request, but it has %d",
                    spec.name(), maxBatch, actual.get(0));
        }
        return spec.batchShape(actual.get(0));
    }

    private static NDArray raw(
            ModelInferRequest request, int place, Shape shape, TensorSpec spec, Workspace workspace, NDManager scope) {
        if (request.getInputs(place).hasContents()) {
            throw invalid("input '%s' came both as contents and as raw_input_contents", spec.name());
        }
        var bytes = request.getRawInputContents(place);
        long expected = shape.size() * spec.type().bytes();
        if (bytes.size() != expected) {
            throw invalid(
                    "input '%s': %s of shape %s takes %d bytes, but %d came",
                    spec.name(), spec.type(), shape, expected, bytes.size());
        }
        return workspace.raw(spec.name(), bytes, shape, spec.type(), scope);
    }

    private static NDArray typed(
            InferInputTensor input, Shape shape, TensorSpec spec, Workspace workspace, NDManager scope) {
        if (spec.type() != ElementType.FP32) {
            throw invalid("input '%s': %s is read from raw_input_contents only", spec.name(), spec.type());
        }
        InferTensorContents contents = input.getContents();
        int others = contents.getBoolContentsCount()
                + contents.getIntContentsCount()
                + contents.getInt64ContentsCount()
                + contents.getUintContentsCount()
                + contents.getUint64ContentsCount()
                + contents.getFp64ContentsCount()
                + contents.getBytesContentsCount();
        if (others > 0) {
            throw invalid(
                    "input '%s': FP32 travels in fp32_contents, but another field has %d elements",
                    spec.name(), others);
        }
        if (contents.getFp32ContentsCount() != shape.size()) {
            throw invalid(
                    "input '%s': shape %s takes %d elements, but %d came",
                    spec.name(), shape, shape.size(), contents.getFp32ContentsCount());
        }
        return workspace.floats(spec.name(), contents.getFp32ContentsList(), shape, scope);
    }
}
