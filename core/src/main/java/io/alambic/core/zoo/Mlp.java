package io.alambic.core.zoo;

import io.alambic.core.layer.LayerList;
import io.alambic.core.layer.kind.Activation;
import io.alambic.core.layer.kind.LinearLayer;
import io.alambic.core.layer.kind.Places;
import java.util.List;

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
    public LayerList layers() {
        LayerList.Builder list = LayerList.builder().add(Places.FLATTEN);
        for (int i = 0; i < dense.size(); i++) {
            String name = "hidden" + (i + 1);
            list.add(name, new LinearLayer(dense.get(i))).add(Activation.RELU).output(name);
        }
        return ZooArchitecture.classified(list, List.of(), classes);
    }
}
