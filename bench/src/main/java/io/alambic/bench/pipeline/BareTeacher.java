package io.alambic.bench.pipeline;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.alambic.bench.comparison.Quickstart;

/** The quickstart's teacher of DJL's own blocks, and one batch in memory. */
final class BareTeacher implements AutoCloseable {

    private final Model model = Model.newInstance("bare");
    private final NDManager data;
    private final ParameterStore store;
    private final NDArray images;

    BareTeacher(NDManager parent, int batch) {
        data = parent.newSubManager();
        Block block = new BareCnn(Quickstart.TEACHER, 0);
        Shape input = new Shape(batch, 1, 28, 28);
        block.initialize(data, DataType.FLOAT32, input);
        block.getParameters().forEach(pair -> pair.getValue().getArray().setRequiresGradient(false));
        model.setBlock(block);
        store = new ParameterStore(data, false);
        images = data.randomUniform(0, 1, input);
    }

    /** Logits and the last feature map of the batch. */
    void forward() {
        try (NDManager scope = data.newSubManager()) {
            NDArray view = images.duplicate();
            view.attach(scope);
            model.getBlock().forward(store, new NDList(view), false);
        }
    }

    /** Numbers that it has in all. */
    long parameters() {
        return model.getBlock().getParameters().values().stream()
                .mapToLong(parameter -> parameter.getArray().size())
                .sum();
    }

    @Override
    public void close() {
        data.close();
        model.close();
    }
}
