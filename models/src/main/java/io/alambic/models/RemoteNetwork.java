package io.alambic.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.protobuf.ByteString;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.inference.InferParameter;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferResponse;
import io.alambic.inference.ModelInferResponse.InferOutputTensor;
import io.alambic.inference.ModelMetadataRequest;
import io.alambic.inference.ModelMetadataResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A model on a server of the Open Inference Protocol. Tensors are sent as raw bytes. Calls are synchronous: a slow server
 * slows its callers down, and no queue grows. It cannot be trained. Closing it closes the connection.
 */
final class RemoteNetwork implements InferenceNetwork {

    private static final String UNVERSIONED = "remote";

    /** Tells a student that answers not to feed the request back to its teacher, which would ask it again without end. */
    private static final String FEEDBACK = "feedback";

    private static final InferParameter NO =
            InferParameter.newBuilder().setBoolParam(false).build();

    private final RemoteCalls calls;
    private final Signature signature;
    private final String version;

    private RemoteNetwork(RemoteCalls calls, Signature signature, String version) {
        this.calls = calls;
        this.signature = signature;
        this.version = version;
    }

    /**
     * Connects and reads the server's description of its model.
     *
     * @param inputs inputs of the model; empty to take those that the server states
     * @param calls closed with the network, and if this fails
     * @throws IOException if the server does not answer, or does not have the model
     * @throws IllegalArgumentException if the model does not take the inputs
     */
    static RemoteNetwork connect(List<TensorSpec> inputs, RemoteCalls calls) throws IOException {
        try {
            ModelMetadataRequest request = ModelMetadataRequest.newBuilder()
                    .setName(calls.remote().model())
                    .build();
            ModelMetadataResponse metadata = calls.call(stub -> stub.modelMetadata(request));
            List<TensorSpec> actual = RemoteMetadata.inputs(metadata, inputs);
            Signature signature = RemoteMetadata.hasAllOutputShapes(metadata)
                    ? RemoteMetadata.signature(metadata, actual)
                    : tried(calls, actual);
            return new RemoteNetwork(calls, signature, version(metadata));
        } catch (ModelUnavailableException | IllegalStateException e) {
            calls.close();
            throw new IOException(e.getMessage(), e);
        } catch (RuntimeException e) {
            calls.close();
            throw e;
        }
    }

    /** Finds the signature by sending one sample of zeros. */
    private static Signature tried(RemoteCalls calls, List<TensorSpec> inputs) {
        ModelInferRequest.Builder request = request(calls, inputs, 1);
        inputs.forEach(input ->
                request.addRawInputContents(ByteString.copyFrom(new byte[Math.toIntExact(input.bytesPerSample())])));
        ModelInferResponse response = calls.call(stub -> stub.modelInfer(request.build()));
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
    String version() {
        return version;
    }

    /** Returns the same model with requests for some outputs only. It replaces this one: closing it closes both. */
    RemoteNetwork only(Set<String> outputs) {
        return new RemoteNetwork(
                calls,
                new Signature(
                        signature.inputs(),
                        signature.outputs().stream()
                                .filter(output -> outputs.contains(output.name()))
                                .collect(Collectors.toList())),
                version);
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public Map<String, NDArray> forward(Map<String, NDArray> inputs) {
        NDList arrays = signature.ordered(inputs);
        long samples = arrays.head().getShape().get(0);
        ModelInferRequest.Builder request = request(calls, signature.inputs(), samples);
        signature.outputs().forEach(output -> request.addOutputsBuilder().setName(output.name()));
        arrays.forEach(array -> request.addRawInputContents(ByteString.copyFrom(array.toByteBuffer(true))));
        ModelInferResponse response = calls.call(stub -> stub.modelInfer(request.build()));
        return outputs(response, samples, arrays.head().getManager());
    }

    private static ModelInferRequest.Builder request(RemoteCalls calls, List<TensorSpec> inputs, long samples) {
        ModelInferRequest.Builder request = ModelInferRequest.newBuilder()
                .setModelName(calls.remote().model())
                .putParameters(FEEDBACK, NO);
        for (TensorSpec input : inputs) {
            ModelInferRequest.InferInputTensor.Builder tensor = request.addInputsBuilder()
                    .setName(input.name())
                    .setDatatype(input.type().name());
            for (long dimension : input.batchShape(samples).getShape()) {
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
                outputs.put(name, RemoteTensors.array(response, i, signature.output(name), samples, manager));
            }
        }
        if (outputs.size() < signature.outputs().size()) {
            throw new IllegalStateException("%s was asked for %s, but answered %s"
                    .formatted(
                            calls.remote(),
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
