package io.alambic.models.remote;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.inference.InferParameter;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferResponse;
import io.alambic.inference.ModelInferResponse.InferOutputTensor;
import io.alambic.inference.ModelMetadataResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A model on a server of the Open Inference Protocol. Calls are synchronous: a slow server
 * slows its callers down, and no queue grows. It cannot be trained. Closing it closes the connection.
 */
public final class RemoteNetwork implements InferenceNetwork {

    private static final String UNVERSIONED = "remote";

    /** Tells a student that answers not to feed the request back to its teacher, which would ask it again without end. */
    private static final String FEEDBACK = "feedback";

    private static final InferParameter NO =
            InferParameter.newBuilder().setBoolParam(false).build();

    private static final int ATTEMPTS = 3;

    /** An error costs one sample its answer, and many samples only that they are asked about in parts. */
    private static final int ATTEMPTS_FOR_ONE_SAMPLE = 6;

    private final InferenceCalls calls;
    private final Signature signature;
    private final boolean openOutputs;
    private final String version;
    private final RequestSize size;

    /**
     * A connected model.
     *
     * @param openOutputs whether the sizes of outputs may depend on those of inputs
     */
    private RemoteNetwork(
            InferenceCalls calls, Signature signature, boolean openOutputs, String version, RequestSize size) {
        this.calls = calls;
        this.signature = signature;
        this.openOutputs = openOutputs;
        this.version = version;
        this.size = size;
    }

    /**
     * Connects and reads the server's description of its model.
     *
     * @param inputs inputs of the model; empty to take those that the server states
     * @param calls closed with the network, and if this fails
     * @throws IOException if the server does not answer, or does not have the model
     * @throws IllegalArgumentException if the model does not take the inputs
     */
    public static RemoteNetwork connect(List<TensorSpec> inputs, InferenceCalls calls) throws IOException {
        try {
            ModelMetadataResponse metadata = calls.metadata(ATTEMPTS_FOR_ONE_SAMPLE);
            int fixedBatch = RemoteMetadata.fixedBatch(metadata);
            List<TensorSpec> actual = RemoteMetadata.inputs(metadata, inputs);
            boolean isStated = RemoteMetadata.hasAllOutputShapes(metadata);
            Signature signature = isStated
                    ? RemoteMetadata.signature(metadata, actual)
                    : tried(calls, actual, Math.max(1, fixedBatch));
            return new RemoteNetwork(
                    calls,
                    signature,
                    !isStated && actual.stream().anyMatch(TensorSpec::isOpen),
                    version(metadata),
                    new RequestSize(calls.toString(), fixedBatch));
        } catch (ModelUnavailableException | IllegalStateException | RequestTooLargeException e) {
            calls.close();
            throw new IOException(e.getMessage(), e);
        } catch (RuntimeException e) {
            calls.close();
            throw e;
        }
    }

    /** Finds the signature by sending samples of zeros, one unless the model takes only more. */
    private static Signature tried(InferenceCalls calls, List<TensorSpec> inputs, int samples) {
        ModelInferRequest.Builder request = request(
                calls,
                inputs,
                inputs.stream().map(input -> input.batchShape(samples)).toList());
        inputs.forEach(input -> request.addRawInputContents(
                ByteString.copyFrom(new byte[Math.toIntExact(samples * input.bytesPerSample())])));
        ModelInferResponse response = calls.infer(request.build(), calls.end(), ATTEMPTS_FOR_ONE_SAMPLE);
        return new Signature(
                inputs,
                response.getOutputsList().stream()
                        .map(output -> new TensorSpec(
                                output.getName(),
                                RemoteMetadata.type(output.getName(), output.getDatatype()),
                                shape(output).slice(1)))
                        .toList());
    }

    private static String version(ModelMetadataResponse metadata) {
        return metadata.getVersionsCount() == 0 ? UNVERSIONED : metadata.getVersions(metadata.getVersionsCount() - 1);
    }

    /** Returns the newest version of the model at the time of connecting. */
    public String version() {
        return version;
    }

    /** Returns the same model with requests for some outputs only. It replaces this one: closing it closes both. */
    public RemoteNetwork only(Set<String> outputs) {
        return new RemoteNetwork(
                calls,
                new Signature(
                        signature.inputs(),
                        signature.outputs().stream()
                                .filter(output -> outputs.contains(output.name()))
                                .collect(Collectors.toList())),
                openOutputs,
                version,
                size);
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public Map<String, NDArray> forward(Map<String, NDArray> inputs) {
        NDList arrays = signature.ordered(inputs);
        int samples = Math.toIntExact(arrays.head().getShape().get(0));
        long endNanos = calls.end();
        Map<String, NDList> parts = new LinkedHashMap<>();
        for (int from = 0; from < samples; ) {
            int count = size.of(samples - from);
            try {
                part(arrays, from, count, endNanos)
                        .forEach((name, rows) ->
                                parts.computeIfAbsent(name, key -> new NDList()).add(rows));
            } catch (RequestTooLargeException e) {
                size.reduce(count, e);
                continue;
            }
            from += count;
        }
        size.accepted();
        Map<String, NDArray> outputs = new LinkedHashMap<>();
        parts.forEach((name, rows) -> outputs.put(name, rows.size() == 1 ? rows.head() : NDArrays.concat(rows)));
        return outputs;
    }

    /** Asks about some samples; behind them zeros fill the batch of a model that takes one size only. */
    private Map<String, NDArray> part(NDList arrays, int from, int count, long endNanos) {
        int batch = size.batch(count);
        ModelInferRequest.Builder request = request(
                calls,
                signature.inputs(),
                arrays.stream()
                        .map(array -> new Shape(batch).addAll(array.getShape().slice(1)))
                        .toList());
        signature.outputs().forEach(output -> request.addOutputsBuilder().setName(output.name()));
        for (NDArray array : arrays) {
            ByteBuffer rows = array.toByteBuffer(true);
            int rowBytes = Math.toIntExact(rows.remaining() / array.getShape().get(0));
            ByteString data = ByteString.copyFrom(rows.slice(rows.position() + from * rowBytes, count * rowBytes));
            ByteString zeros = UnsafeByteOperations.unsafeWrap(new byte[(batch - count) * rowBytes]);
            request.addRawInputContents(data.concat(zeros));
        }
        ModelInferResponse response =
                calls.infer(request.build(), endNanos, count == 1 ? ATTEMPTS_FOR_ONE_SAMPLE : ATTEMPTS);
        Map<String, NDArray> outputs = outputs(response, batch, arrays.head().getManager());
        if (batch > count) {
            outputs.replaceAll((name, rows) -> rows.get(new NDIndex("0:" + count)));
        }
        return outputs;
    }

    private static ModelInferRequest.Builder request(
            InferenceCalls calls, List<TensorSpec> inputs, List<Shape> shapes) {
        ModelInferRequest.Builder request =
                ModelInferRequest.newBuilder().setModelName(calls.model()).putParameters(FEEDBACK, NO);
        for (int i = 0; i < inputs.size(); i++) {
            ModelInferRequest.InferInputTensor.Builder tensor = request.addInputsBuilder()
                    .setName(inputs.get(i).name())
                    .setDatatype(inputs.get(i).type().name());
            for (long dimension : shapes.get(i).getShape()) {
                tensor.addShape(dimension);
            }
        }
        return request;
    }

    private Map<String, NDArray> outputs(ModelInferResponse response, long samples, NDManager manager) {
        Map<String, NDArray> outputs = new LinkedHashMap<>();
        for (int i = 0; i < response.getOutputsCount(); i++) {
            String name = response.getOutputs(i).getName();
            if (signature.outputs().stream().anyMatch(output -> output.name().equals(name))) {
                outputs.put(
                        name, RemoteTensors.array(response, i, signature.output(name), openOutputs, samples, manager));
            }
        }
        if (outputs.size() < signature.outputs().size()) {
            throw new IllegalStateException("%s was asked for %s, but answered %s"
                    .formatted(
                            calls,
                            signature.outputs().stream().map(TensorSpec::name).toList(),
                            outputs.keySet()));
        }
        return outputs;
    }

    private static Shape shape(InferOutputTensor output) {
        return new Shape(
                output.getShapeList().stream().mapToLong(Long::longValue).toArray());
    }

    @Override
    public void close() {
        calls.close();
    }
}
