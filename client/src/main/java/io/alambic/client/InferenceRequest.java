package io.alambic.client;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * An inference request. Immutable: the {@code with} methods return a modified copy.
 *
 * @param inputs one tensor for each input of the model, all with the same number of samples
 * @param outputs names of the requested outputs, in order; empty for all
 * @param version that must answer; empty for the client's default
 * @param id echoed in the answer; empty for none
 */
public record InferenceRequest(List<NamedTensor> inputs, List<String> outputs, OptionalLong version, String id) {

    public InferenceRequest {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        requireSense(inputs);
        requireVersion(version);
    }

    /** Creates a request for every output. */
    public static InferenceRequest of(NamedTensor... inputs) {
        return new InferenceRequest(List.of(inputs), List.of(), OptionalLong.empty(), "");
    }

    /**
     * Returns a copy that requests only these outputs: {@code logits}, {@code probabilities} or a feature map's
     * name.
     */
    public InferenceRequest withOutputs(String... names) {
        return new InferenceRequest(inputs, List.of(names), version, id);
    }

    /** Returns a copy that only this version may answer. */
    public InferenceRequest withVersion(long wanted) {
        return new InferenceRequest(inputs, outputs, OptionalLong.of(wanted), id);
    }

    /** Returns a copy with this id. */
    public InferenceRequest withId(String name) {
        return new InferenceRequest(inputs, outputs, version, name);
    }

    /** Throws if a student can never have this version. */
    static void requireVersion(OptionalLong version) {
        if (version.isPresent() && version.getAsLong() < 1) {
            throw new IllegalArgumentException("versions count from 1, but this one is " + version.getAsLong());
        }
    }

    private static void requireSense(List<NamedTensor> inputs) {
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException("a request needs at least one input tensor");
        }
        Set<String> names = new HashSet<>();
        for (NamedTensor input : inputs) {
            if (!names.add(input.name())) {
                throw new IllegalArgumentException("two input tensors are called '%s'".formatted(input.name()));
            }
            if (input.samples() != inputs.get(0).samples()) {
                throw new IllegalArgumentException("tensor '%s' has %d samples, but '%s' has %d"
                        .formatted(
                                input.name(),
                                input.samples(),
                                inputs.get(0).name(),
                                inputs.get(0).samples()));
            }
        }
    }
}
