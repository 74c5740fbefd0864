package io.alambic.core.zoo;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/** The layers of an architecture of the zoo; its outputs are in the order of the signature. */
final class ZooBlock extends AbstractBlock {

    private final ZooArchitecture architecture;
    private final LayerShapes layers;

    ZooBlock(ZooArchitecture architecture) {
        this.architecture = architecture;
        this.layers = architecture.shapes();
        layers.blocks().forEach(this::addChildBlock);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
        return new NDList(architecture
                .outputs(new LayerArrays(layers.blocks(), store, training), ChannelsLast.of(inputs.head()))
                .values());
    }

    @Override
    public void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        layers.blocks()
                .forEach((name, block) ->
                        block.initialize(manager, dataType, layers.inputs().get(name)));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return architecture.outputs(new LayerShapes(), inputShapes[0]).values().toArray(Shape[]::new);
    }
}
