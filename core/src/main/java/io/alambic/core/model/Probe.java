package io.alambic.core.model;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.tensor.InvalidTensorException;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Finds a model's outputs by running zeros through it, because its file does not state their shapes. */
public final class Probe {

    private Probe() {}

    /**
     * Returns the inputs and outputs of a model.
     *
     * @param pass takes the inputs in their order
     * @throws IllegalArgumentException if it does not take the inputs, or its outputs do not follow the
     *     batch dimension
     */
    public static Signature signature(
            List<TensorSpec> inputs, Function<NDList, Map<String, NDArray>> pass, NDManager parent) {
        List<TensorSpec> one = outputs(inputs, pass, parent, 1);
        List<TensorSpec> two = outputs(inputs, pass, parent, 2);
        if (!one.equals(two)) {
            throw new IllegalArgumentException(
                    "the outputs for two samples are not two times those for one: %s, then %s".formatted(one, two));
        }
        return new Signature(inputs, one);
    }

    private static List<TensorSpec> outputs(
            List<TensorSpec> inputs, Function<NDList, Map<String, NDArray>> pass, NDManager parent, int samples) {
        try (NDManager scope = parent.newSubManager()) {
            NDList zeros = new NDList();
            for (TensorSpec input : inputs) {
                NDArray array =
                        scope.zeros(input.batchShape(samples), input.type().djl());
                zeros.add(array);
            }
            List<TensorSpec> outputs = new ArrayList<>();
            pass.apply(zeros).forEach((name, array) -> outputs.add(output(name, array, samples)));
            return outputs;
        } catch (EngineException | UnsupportedOperationException | InvalidTensorException e) {
            throw new IllegalArgumentException(
                    "the model cannot take %d sample(s) of %s: %s"
                            .formatted(
                                    samples,
                                    inputs.stream().map(InputSpec::format).toList(),
                                    FailureReason.of(e)),
                    e);
        }
    }

    private static TensorSpec output(String name, NDArray array, int samples) {
        Shape shape = array.getShape();
        if (shape.dimension() < 1 || shape.get(0) != samples) {
            throw new IllegalArgumentException(
                    "output '%s' has shape %s for %d sample(s): its first dimension must be the batch"
                            .formatted(name, shape, samples));
        }
        return new TensorSpec(name, TensorType.of(array.getDataType()), shape.slice(1));
    }
}
