package io.alambic.core.layer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.alambic.core.layer.LayerList;
import io.alambic.core.layer.LayerPass;
import io.alambic.core.tensor.TensorSpec;

/** The layers of a list; its outputs are in the order of the signature. */
final class LayersBlock extends AbstractBlock {

    private final LayerList list;
    private final TensorSpec input;
    private final LayerShapes layers;

    LayersBlock(LayeredArchitecture architecture) {
        this.list = architecture.layers();
        this.input = architecture.input();
        this.layers = architecture.shapes();
        layers.blocks().forEach(this::addChildBlock);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
        LayerArrays arrays = new LayerArrays(layers.blocks(), store, training);
        NDArray x = ChannelsLast.of(inputs.head());
        return new NDList(LayerPass.run(list, arrays, input, x).values());
    }

    @Override
    public void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        layers.blocks()
                .forEach((name, block) ->
                        block.initialize(manager, dataType, layers.inputs().get(name)));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return LayerPass.run(list, new LayerShapes(), input, inputShapes[0])
                .values()
                .toArray(Shape[]::new);
    }
}
