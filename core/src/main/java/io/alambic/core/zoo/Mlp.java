package io.alambic.core.zoo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A perceptron with hidden layers, each followed by ReLU.
 *
 * <p>Input: FP32, of any shape. Outputs: {@code logits} [classes], and {@code hidden1}, {@code hidden2}, ...:
 * the vector after each hidden layer.
 *
 * @param reads shape of a sample
 * @param dense widths of the hidden layers, possibly none
 * @param classes number of logits, at least 2
 */
public record Mlp(Input reads, List<Integer> dense, int classes) implements ZooArchitecture {

    /** Name in configuration. */
    public static final String KIND = "mlp";

    public Mlp {
        dense = List.copyOf(dense);
        ZooArchitecture.require(reads, reads.shape().size(), "of any shape", dense, classes);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public List<Integer> convolutions() {
        return List.of();
    }

    @Override
    public <T> Map<String, T> outputs(Layers<T> layers, T input) {
        Map<String, T> hidden = new LinkedHashMap<>();
        T x = layers.flatten(input);
        for (int width : dense) {
            String name = "hidden" + (hidden.size() + 1);
            x = layers.relu(layers.linear(name, x, width));
            hidden.put(name, x);
        }
        return ZooArchitecture.classified(layers, x, List.of(), classes, hidden);
    }
}
