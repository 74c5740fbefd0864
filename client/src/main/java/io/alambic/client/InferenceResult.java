package io.alambic.client;

import java.util.List;

/**
 * What a student answered, and which weights answered. Immutable.
 *
 * @param outputs in the order asked for
 * @param weights that answered all samples of the request
 * @param id of the request
 */
public record InferenceResult(List<NamedTensor> outputs, ServedWeights weights, String id) {

    public InferenceResult {
        outputs = List.copyOf(outputs);
    }

    /**
     * An output by name, such as {@code logits} or {@code probabilities}.
     *
     * @throws IllegalArgumentException if the answer holds none of that name
     */
    public NamedTensor output(String name) {
        return outputs.stream()
                .filter(output -> output.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the answer has no output '%s', but %s"
                        .formatted(name, outputs.stream().map(NamedTensor::name).toList())));
    }
}
