package io.alambic.bench.baseline;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.alambic.core.zoo.Cnn;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link Cnn} of DJL's own blocks, as a user of DJL would write it. Its outputs are the logits and the last feature
 * map, which a 1×1 convolution projects if asked to.
 */
public final class BareCnn extends AbstractBlock {

    private final Block trunk;
    private final Block head;
    private final Block projector;

    /**
     * Builds the layers of an architecture.
     *
     * @param projected channels of the projected map; 0 for the map as it is
     */
    public BareCnn(Cnn like, int projected) {
        SequentialBlock blocks = new SequentialBlock();
        like.convolutions().forEach(channels -> blocks.add(convolution(channels, 3, 1))
                .add(Activation.reluBlock())
                .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2))));
        SequentialBlock dense = new SequentialBlock().add(Blocks.batchFlattenBlock());
        like.dense().forEach(width -> dense.add(Linear.builder().setUnits(width).build())
                .add(Activation.reluBlock()));
        dense.add(Linear.builder().setUnits(like.classes()).build());
        trunk = addChildBlock("trunk", blocks);
        head = addChildBlock("head", dense);
        projector = projected == 0 ? null : addChildBlock("projector", convolution(projected, 1, 0));
    }

    private static Block convolution(int channels, int kernel, int padding) {
        return Conv2d.builder()
                .setFilters(channels)
                .setKernelShape(new Shape(kernel, kernel))
                .optPadding(new Shape(padding, padding))
                .build();
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
        NDList map = trunk.forward(store, inputs, training);
        NDList outputs = new NDList(head.forward(store, map, training));
        outputs.addAll(projector == null ? map : projector.forward(store, map, training));
        return outputs;
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
        trunk.initialize(manager, type, inputs);
        Shape[] map = trunk.getOutputShapes(inputs);
        head.initialize(manager, type, map);
        if (projector != null) {
            projector.initialize(manager, type, map);
        }
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        Shape[] map = trunk.getOutputShapes(inputs);
        List<Shape> outputs = new ArrayList<>(List.of(head.getOutputShapes(map)));
        outputs.addAll(List.of(projector == null ? map : projector.getOutputShapes(map)));
        return outputs.toArray(Shape[]::new);
    }

    /** Returns the number of parameters, once it is initialized. */
    public long parameterCount() {
        return getParameters().values().stream()
                .mapToLong(parameter -> parameter.getArray().size())
                .sum();
    }
}
