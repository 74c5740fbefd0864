package io.alambic.client;

import io.alambic.client.ModelInfo.TensorInfo;
import io.alambic.inference.InferParameter;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferRequest.InferInputTensor;
import io.alambic.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.alambic.inference.ModelInferResponse;
import io.alambic.inference.ModelInferResponse.InferOutputTensor;
import io.alambic.inference.ModelMetadataResponse;
import io.alambic.inference.ModelMetadataResponse.TensorMetadata;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Converts requests and answers to and from Open Inference Protocol messages; tensors are sent as raw bytes. */
final class Messages {

    private Messages() {}

    static ModelInferRequest request(String model, OptionalLong pinned, InferenceRequest request) {
        ModelInferRequest.Builder message =
                ModelInferRequest.newBuilder().setModelName(model).setId(request.id());
        OptionalLong version = request.version().isPresent() ? request.version() : pinned;
        version.ifPresent(wanted -> message.setModelVersion(Long.toString(wanted)));
        for (NamedTensor input : request.inputs()) {
            NamedTensor real = input.dequantized();
            message.addInputs(InferInputTensor.newBuilder()
                            .setName(real.name())
                            .setDatatype(real.type().name())
                            .addAllShape(real.shape()))
                    .addRawInputContents(real.data());
        }
        for (String output : request.outputs()) {
            message.addOutputs(InferRequestedOutputTensor.newBuilder().setName(output));
        }
        return message.build();
    }

    /**
     * Parses an answer.
     *
     * @throws IllegalArgumentException if no student could have sent it
     */
    static InferenceResult result(ModelInferResponse response) {
        int outputs = response.getOutputsCount();
        if (response.getRawOutputContentsCount() != outputs) {
            throw new IllegalArgumentException("the answer holds %d outputs, but raw contents of %d"
                    .formatted(outputs, response.getRawOutputContentsCount()));
        }
        List<NamedTensor> tensors = new ArrayList<>();
        for (int i = 0; i < outputs; i++) {
            InferOutputTensor output = response.getOutputs(i);
            tensors.add(new NamedTensor(
                    output.getName(),
                    ElementType.named(output.getDatatype()),
                    output.getShapeList(),
                    response.getRawOutputContents(i),
                    Optional.empty()));
        }
        return new InferenceResult(tensors, weights(response), response.getId());
    }

    private static ServedWeights weights(ModelInferResponse response) {
        long newest = number(response, "newest_event_time");
        return new ServedWeights(
                number(response, "version"),
                number(response, "step"),
                newest > 0 ? Optional.of(Instant.ofEpochMilli(newest)) : Optional.empty());
    }

    private static long number(ModelInferResponse response, String name) {
        InferParameter parameter = response.getParametersMap().get(name);
        if (parameter == null || !parameter.hasInt64Param()) {
            throw new IllegalArgumentException(
                    "the answer lacks the parameter '%s', by which a student says which weights answered"
                            .formatted(name));
        }
        return parameter.getInt64Param();
    }

    static ModelInfo info(ModelMetadataResponse response) {
        return new ModelInfo(
                response.getName(),
                response.getVersionsList(),
                tensors(response.getInputsList()),
                tensors(response.getOutputsList()),
                response.getPropertiesMap());
    }

    private static List<TensorInfo> tensors(List<TensorMetadata> tensors) {
        return tensors.stream()
                .map(one -> new TensorInfo(one.getName(), one.getDatatype(), one.getShapeList()))
                .toList();
    }
}
