package io.alambic.models;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.tensor.TensorSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds outputs that differ between passes about the same sample, as those of a model that was traced with dropout on do. */
public final class VaryingOutputs {

    private static final int PASSES = 4;
    private static final double RELATIVE_TOLERANCE = 1e-3;

    private VaryingOutputs() {}

    /** Returns the names of the outputs that differ. */
    public static List<String> of(InferenceNetwork network, NDManager parent) {
        try (NDManager scope = parent.newSubManager()) {
            Map<String, NDArray> first = pass(network, scope);
            for (int pass = 1; pass < PASSES; pass++) {
                Map<String, NDArray> again = pass(network, scope);
                List<String> varying = first.keySet().stream()
                        .filter(name -> differ(first.get(name), again.get(name)))
                        .toList();
                if (!varying.isEmpty()) {
                    return varying;
                }
            }
        } catch (EngineException | IllegalStateException e) {
            // The model does not take this sample.
            return List.of();
        }
        return List.of();
    }

    /** Returns what to do about them, in a sentence. */
    public static String advice(List<String> names) {
        return "the outputs %s differ between passes about the same sample: dropout seems to be on; call .eval() on the model before it is traced or exported"
                .formatted(names);
    }

    private static Map<String, NDArray> pass(InferenceNetwork network, NDManager scope) {
        Map<String, NDArray> inputs = new LinkedHashMap<>();
        network.signature().inputs().forEach(input -> inputs.put(input.name(), sample(input, scope)));
        return network.forward(inputs);
    }

    private static NDArray sample(TensorSpec input, NDManager scope) {
        DataType type = input.type().djl();
        return type.isFloating()
                ? scope.arange((float) input.elements())
                        .sin()
                        .reshape(input.batchShape(1))
                        .toType(type, false)
                : scope.zeros(input.batchShape(1), type);
    }

    private static boolean differ(NDArray one, NDArray other) {
        float[] first = one.toType(DataType.FLOAT32, false).toFloatArray();
        float[] second = other.toType(DataType.FLOAT32, false).toFloatArray();
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < first.length; i++) {
            largest = Math.max(largest, Math.abs(first[i]));
            difference = Math.max(difference, Math.abs((double) first[i] - second[i]));
        }
        return difference > RELATIVE_TOLERANCE * largest;
    }
}
