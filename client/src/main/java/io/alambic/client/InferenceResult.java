package io.alambic.client;

import java.util.List;

/**
 * A student's answer and the weights that computed it. Immutable.
 *
 * @param outputs in the order of the request
 * @param weights that computed the outputs of all samples
 * @param id of the request
 */
public record InferenceResult(List<NamedTensor> outputs, ServedWeights weights, String id) {

    public InferenceResult {
        outputs = List.copyOf(outputs);
    }

    /**
     * Returns an output by name, such as {@code logits} or {@code probabilities}.
     *
     * @throws IllegalArgumentException if the answer has no such output
     */
    public NamedTensor output(String name) {
        return outputs.stream()
                .filter(output -> output.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the answer has no output '%s', but %s"
                        .formatted(name, outputs.stream().map(NamedTensor::name).toList())));
    }
}
