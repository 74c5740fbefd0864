package io.alambic.bench.baseline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.alambic.core.zoo.Cnn;

/** A network of DJL's own blocks, and samples in memory. */
public final class BareForward implements AutoCloseable {

    private final Block network;
    private final NDManager data;
    private final ParameterStore store;
    private final NDArray images;

    /**
     * Random weights and images.
     *
     * @param most samples of a pass
     */
    public BareForward(NDManager parent, Cnn like, int most) {
        network = BareCnn.of(like, 0);
        data = parent.newSubManager();
        Shape input = like.signature().input(Cnn.IMAGE).batchShape(most);
        network.initialize(data, DataType.FLOAT32, input);
        network.getParameters().forEach(pair -> pair.getValue().getArray().setRequiresGradient(false));
        store = new ParameterStore(data, false);
        images = data.randomUniform(0, 1, input);
    }

    /** Computes and reads the logits, and the last feature map of the first so many samples. */
    public void forward(int samples) {
        try (NDManager scope = data.newSubManager()) {
            NDArray view = images.get(new NDIndex("0:{}", samples));
            view.attach(scope);
            network.forward(store, new NDList(view), false).get(0).toFloatArray();
        }
    }

    public Block network() {
        return network;
    }

    @Override
    public void close() {
        data.close();
    }
}
