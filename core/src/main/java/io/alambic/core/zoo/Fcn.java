package io.alambic.core.zoo;

import io.alambic.core.layer.LayerList;
import io.alambic.core.layer.kind.Activation;
import io.alambic.core.layer.kind.Convolution;
import io.alambic.core.model.Signature;
import java.util.List;

/**
 * A fully convolutional classifier of places, such as pixels: convolutions of width 5 with ReLU, then one of width 1 to the logits. The size
 * stays; a place is judged by the 1 + 4 · blocks places around it in each dimension.
 *
 * <p>Input: FP32, [channels, length] or [channels, height, width]. Outputs: {@code logits} [classes, ...places], and {@code block1}, {@code
 * block2}, ...: the feature map after each ReLU.
 *
 * @param reads channels, then places
 * @param convolutions channels of each block, at least one
 * @param classes number of logits at each place, at least 2
 */
public record Fcn(Input reads, List<Integer> convolutions, int classes) implements ZooArchitecture {

    /** Name in configuration. */
    public static final String KIND = "fcn";

    private static final int KERNEL = 5;

    public Fcn {
        convolutions = List.copyOf(convolutions);
        int dimensions = Math.min(3, Math.max(2, reads.shape().size()));
        ZooArchitecture.require(
                reads, dimensions, "channels x length or channels x height x width", List.of(), classes);
        ZooArchitecture.requireBlocks(convolutions);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public List<Integer> dense() {
        return List.of();
    }

    @Override
    public LayerList layers() {
        LayerList.Builder list = LayerList.builder();
        for (int i = 0; i < convolutions.size(); i++) {
            String name = "block" + (i + 1);
            list.add(name, Convolution.of(convolutions.get(i), KERNEL))
                    .add(Activation.RELU)
                    .output(name);
        }
        return list.add(Signature.LOGITS, Convolution.of(classes, 1)).build();
    }
}
