package io.alambic.student.protocol;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A network whose outputs are its inputs, one of each type of element. */
final class EchoNetwork implements TrainableNetwork {

    static final int ELEMENTS = 3;

    private final List<TensorSpec> inputs = Stream.of(TensorType.values())
            .map(type -> new TensorSpec("in_" + type, type, new Shape(ELEMENTS)))
            .toList();
    private final Signature signature = new Signature(
            inputs,
            inputs.stream()
                    .map(in -> new TensorSpec("out_" + in.type(), in.type(), in.sampleShape()))
                    .toList());

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public Map<String, NDArray> forward(Map<String, NDArray> arrays) {
        Map<String, NDArray> outputs = new HashMap<>();
        arrays.forEach((name, array) -> outputs.put(name.replace("in_", "out_"), array.duplicate()));
        return outputs;
    }

    @Override
    public Map<String, NDArray> forwardTraining(Map<String, NDArray> arrays) {
        throw new UnsupportedOperationException("a served network is not trained");
    }

    @Override
    public Map<String, NDArray> snapshot() {
        return Map.of();
    }

    @Override
    public Map<String, NDArray> learned() {
        return Map.of();
    }

    @Override
    public void close() {}
}
