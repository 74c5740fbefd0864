package io.alambic.core.model;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.bucket.Buckets;
import io.alambic.core.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/** Finds the open dimensions of a network's outputs by asking it about samples of other sizes. */
public final class OpenOutputs {

    private OpenOutputs() {}

    /**
     * Asks a network once for each open dimension, with a smaller size of that one.
     *
     * @param network whose inputs have the largest sizes
     * @param parent manager under which the passes run
     * @return its outputs, each with a letter where its size is that of the letter
     * @throws IllegalArgumentException in one sentence if the network does not take the smaller size, or an output has another size
     *     than that of the letter, such as half of it
     */
    public static List<TensorSpec> of(InferenceNetwork network, Buckets buckets, NDManager parent) {
        List<TensorSpec> outputs = network.signature().outputs();
        List<TensorSpec> found = new ArrayList<>(outputs);
        for (String letter : buckets.letters()) {
            int smaller = smaller(buckets, letter);
            try (NDManager scope = parent.newSubManager()) {
                Map<String, NDArray> answers = ask(network, letter, smaller, scope);
                for (int i = 0; i < outputs.size(); i++) {
                    Shape shape = answers.get(outputs.get(i).name()).getShape().slice(1);
                    found.set(i, withLetter(found.get(i), letter, shape, buckets.largest(letter), smaller));
                }
            }
        }
        return List.copyOf(found);
    }

    /** The smallest size that is computed, or half of the only one. */
    private static int smaller(Buckets buckets, String letter) {
        int smallest = buckets.bucket(letter, 1);
        return smallest < buckets.largest(letter) ? smallest : (smallest + 1) / 2;
    }

    private static Map<String, NDArray> ask(InferenceNetwork network, String letter, int size, NDManager scope) {
        Map<String, NDArray> zeros = new LinkedHashMap<>();
        for (TensorSpec input : network.signature().inputs()) {
            ToIntFunction<String> sizes = own -> own.equals(letter)
                    ? size
                    : (int) input.sampleShape().get(input.letters().indexOf(own));
            zeros.put(
                    input.name(),
                    scope.zeros(
                            input.withShape(Buckets.shape(input, sizes)).batchShape(1),
                            input.type().djl()));
        }
        try {
            return network.forward(zeros);
        } catch (EngineException e) {
            throw new IllegalArgumentException(
                    "the model takes the largest %s, but not %d: %s".formatted(letter, size, e.getMessage()), e);
        }
    }

    private static TensorSpec withLetter(TensorSpec output, String letter, Shape shape, int largest, int smaller) {
        List<String> letters = new ArrayList<>(output.letters());
        boolean fits = shape.dimension() == output.sampleShape().dimension();
        for (int axis = 0; fits && axis < letters.size(); axis++) {
            long whole = output.sampleShape().get(axis);
            if (shape.get(axis) != whole) {
                fits = whole == largest && shape.get(axis) == smaller;
                letters.set(axis, letter);
            }
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    ("output '%s' has shape %s where %s is %d, but %s where it is %d: an open dimension of an output must have the"
                                    + " size that it has in the inputs")
                            .formatted(output.name(), output.sampleShape(), letter, largest, shape, smaller));
        }
        return new TensorSpec(output.name(), output.type(), output.sampleShape(), letters);
    }
}
