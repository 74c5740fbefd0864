package io.alambic.core.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Its logits are its input: a test decides what the student answers, and sees about how many samples it was asked. */
public record EchoNetwork(Shape answer, List<Long> passes) implements InferenceNetwork {

    public static final String INPUT = "x";

    EchoNetwork(int classes) {
        this(new Shape(classes));
    }

    public EchoNetwork(Shape answer) {
        this(answer, new ArrayList<>());
    }

    /** Samples of all passes. */
    long asked() {
        return passes.stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public Signature signature() {
        return new Signature(
                List.of(new TensorSpec(INPUT, TensorType.FP32, answer)),
                List.of(new TensorSpec(Signature.LOGITS, TensorType.FP32, answer)));
    }

    @Override
    public Map<String, NDArray> forward(Map<String, NDArray> inputs) {
        passes.add(inputs.get(INPUT).getShape().get(0));
        return Map.of(Signature.LOGITS, inputs.get(INPUT));
    }

    @Override
    public void close() {}
}
