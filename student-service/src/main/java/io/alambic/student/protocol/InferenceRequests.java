package io.alambic.student.protocol;

import static io.alambic.student.protocol.Refused.invalid;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.model.InputRanges;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.FiniteNumbers;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.inference.InferParameter;
import io.alambic.inference.InferParameter.ParameterChoiceCase;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferRequest.InferInputTensor;
import io.alambic.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.alambic.mapping.SourceRecord;
import io.alambic.student.protocol.CheckedRequest.Wanted;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Checks inference requests against the student's signature. Refuses a request that does not match with {@code
 * INVALID_ARGUMENT}, the tensor's name, and what was expected and received. Immutable.
 */
public final class InferenceRequests {

    private static final String CLASSIFICATION = "classification";
    private static final String TIMEOUT = "timeout";

    private final Signature signature;
    private final List<TensorSpec> inputs;
    private final InputRanges ranges;
    private final int maxBatch;
    private final List<Wanted> unlessNamed;

    /** Creates a checker for a model that reads all numbers of its inputs' types. */
    public InferenceRequests(Signature signature, int maxBatch, List<String> unlessNamed) {
        this(signature, InputRanges.NONE, maxBatch, unlessNamed);
    }

    /**
     * Creates a checker.
     *
     * @param signature the inputs and outputs of the model
     * @param ranges the numbers that it can read
     * @param maxBatch most samples in one request
     * @param unlessNamed names of the outputs that answer a request which names none
     */
    public InferenceRequests(Signature signature, InputRanges ranges, int maxBatch, List<String> unlessNamed) {
        this.signature = signature;
        this.ranges = ranges;
        this.inputs = signature.named();
        this.maxBatch = maxBatch;
        this.unlessNamed = unlessNamed.stream()
                .map(name -> new Wanted(signature.output(name), 0))
                .toList();
    }

    /** Returns the required inputs. */
    public List<TensorSpec> inputs() {
        return inputs;
    }

    /** Returns the checked request about records. */
    public CheckedRequest check(MappedRequest mapped) {
        return check(mapped.tensors(), mapped.records(), mapped.recordBytes(), mapped.rawAnswer());
    }

    /** Returns the checked request. */
    public CheckedRequest check(ModelInferRequest request) {
        return check(request, List.of(), 0, request.getRawInputContentsCount() > 0);
    }

    private CheckedRequest check(
            ModelInferRequest request, List<SourceRecord> records, long recordBytes, boolean rawAnswer) {
        List<Wanted> outputs = outputs(request);
        Map<String, Integer> byName = places(request);
        List<Integer> places = new ArrayList<>();
        NavigableMap<String, Integer> sizes = new TreeMap<>();
        long samples = -1;
        long bytes = 0;
        for (TensorSpec spec : inputs) {
            Integer place = byName.get(spec.name());
            if (place == null) {
                throw invalid("input '%s' is missing; the request has %s", spec.name(), byName.keySet());
            }
            long mine = samples(request.getInputs(place), spec);
            if (samples >= 0 && mine != samples) {
                throw invalid("input '%s': expected %d samples as before, but it has %d", spec.name(), samples, mine);
            }
            samples = mine;
            bytes += samples * spec.bytesPerSample();
            checkContents(request, place, actual(request.getInputs(place), spec, sizes), samples);
            checkRange(request, place, spec);
            places.add(place);
        }
        boolean raw = rawAnswer
                || outputs.stream()
                        .anyMatch(wanted -> !Contents.hasField(wanted.spec().type()));
        return new CheckedRequest(
                request,
                records,
                Math.toIntExact(samples),
                recordBytes + Math.max(bytes, request.getSerializedSize()),
                places,
                Collections.unmodifiableNavigableMap(sizes),
                outputs,
                raw,
                timeoutNanos(request));
    }

    private static long timeoutNanos(ModelInferRequest request) {
        return TimeUnit.MICROSECONDS.toNanos(whole(request.getParametersMap(), TIMEOUT, 0, "parameter"));
    }

    private List<Wanted> outputs(ModelInferRequest request) {
        if (request.getOutputsCount() == 0) {
            return unlessNamed;
        }
        List<Wanted> outputs = new ArrayList<>();
        for (InferRequestedOutputTensor requested : request.getOutputsList()) {
            TensorSpec spec = output(requested.getName());
            if (outputs.stream().anyMatch(before -> before.spec().equals(spec))) {
                throw invalid("output '%s' was asked for twice", spec.name());
            }
            String place = "output '%s': parameter".formatted(spec.name());
            long classes = whole(requested.getParametersMap(), CLASSIFICATION, 1, place);
            if (classes > 0 && spec.type() == TensorType.FP16) {
                throw invalid("%s '%s' is not for FP16", place, CLASSIFICATION);
            }
            if (classes > 0 && spec.isOpen()) {
                throw invalid("%s '%s' is not for open dimensions", place, CLASSIFICATION);
            }
            outputs.add(new Wanted(spec, Math.toIntExact(Math.min(classes, spec.elements()))));
        }
        return outputs;
    }

    private TensorSpec output(String name) {
        try {
            return signature.output(name);
        } catch (IllegalArgumentException e) {
            throw invalid("%s", e.getMessage());
        }
    }

    /** Returns an integer parameter; 0 if it is missing. */
    private static long whole(Map<String, InferParameter> parameters, String name, long least, String place) {
        InferParameter parameter = parameters.get(name);
        if (parameter == null) {
            return 0;
        }
        long value = parameter.getParameterChoiceCase() == ParameterChoiceCase.UINT64_PARAM
                ? parameter.getUint64Param()
                : parameter.getInt64Param();
        boolean whole = parameter.getParameterChoiceCase() == ParameterChoiceCase.INT64_PARAM
                || parameter.getParameterChoiceCase() == ParameterChoiceCase.UINT64_PARAM;
        if (!whole || value < least) {
            throw invalid("%s '%s' must be a whole number of at least %d", place, name, least);
        }
        return value;
    }

    private Map<String, Integer> places(ModelInferRequest request) {
        int raw = request.getRawInputContentsCount();
        if (raw > 0 && raw != request.getInputsCount()) {
            throw invalid(
                    "raw_input_contents has %d entries for %d inputs; either every input travels there or none",
                    raw, request.getInputsCount());
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

    private long samples(InferInputTensor input, TensorSpec spec) {
        if (!input.getDatatype().equals(spec.type().name())) {
            throw invalid(
                    "input '%s': expected datatype %s, but it is '%s'", spec.name(), spec.type(), input.getDatatype());
        }
        List<Long> actual = input.getShapeList();
        boolean fits = !actual.isEmpty()
                && actual.get(0) >= 1
                && spec.takes(actual.stream().mapToLong(Long::longValue).toArray(), 1);
        if (!fits) {
            throw invalid(
                    "input '%s': expected shape %s, but it is %s",
                    spec.name(), spec.isOpen() ? spec.batchText(-1) : ModelFacts.shape(spec), actual);
        }
        if (actual.get(0) > maxBatch) {
            throw invalid(
                    "input '%s': at most %d samples in one request, but it has %d",
                    spec.name(), maxBatch, actual.get(0));
        }
        return actual.get(0);
    }

    /** Returns the input with the sizes that the request has; equal letters must be equal sizes. */
    private static TensorSpec actual(InferInputTensor input, TensorSpec spec, Map<String, Integer> sizes) {
        if (!spec.isOpen()) {
            return spec;
        }
        long[] shape = new long[spec.letters().size()];
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = input.getShape(axis + 1);
            String letter = spec.letters().get(axis);
            Integer before = letter.isEmpty() ? null : sizes.put(letter, (int) shape[axis]);
            if (before != null && before != shape[axis]) {
                throw invalid(
                        "input '%s': expected %d for %s as in the inputs before, but it has %d",
                        spec.name(), before, letter, shape[axis]);
            }
        }
        return spec.withShape(new Shape(shape));
    }

    private void checkRange(ModelInferRequest request, int place, TensorSpec spec) {
        if (ranges.limits(spec.name())) {
            ranges.firstOutside(spec.name(), spec.type(), Contents.bytes(request, place, spec.type()))
                    .ifPresent(problem -> {
                        throw invalid("input '%s': %s", spec.name(), problem);
                    });
        }
    }

    private static void checkContents(ModelInferRequest request, int place, TensorSpec spec, long samples) {
        InferInputTensor input = request.getInputs(place);
        if (request.getRawInputContentsCount() == 0) {
            Contents.check(input.getContents(), spec, samples * spec.elements(), spec.batchShape(samples));
            return;
        }
        if (input.hasContents()) {
            throw invalid("input '%s' came both as contents and as raw_input_contents", spec.name());
        }
        long expected = samples * spec.bytesPerSample();
        int actual = request.getRawInputContents(place).size();
        if (actual != expected) {
            throw invalid(
                    "input '%s': %s of shape %s takes %d bytes, but %d came",
                    spec.name(), spec.type(), spec.batchShape(samples), expected, actual);
        }
        FiniteNumbers.firstNotFinite(
                        spec.type(), request.getRawInputContents(place).asReadOnlyByteBuffer())
                .ifPresent(element -> {
                    throw Refused.notFinite(spec.name(), element);
                });
    }
}
