package io.alambic.bench.baseline;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import io.alambic.core.zoo.Cnn;

/** Builds a {@link Cnn} of DJL's own blocks, as a user of DJL would write it. */
final class BareCnn {

    private BareCnn() {}

    /**
     * Returns the layers of an architecture. Its outputs are the logits and the last feature map, which a 1×1 convolution
     * projects if asked to.
     *
     * @param projected channels of the projected map; 0 for the map as it is
     */
    static Block of(Cnn like, int projected) {
        SequentialBlock network = new SequentialBlock();
        like.convolutions().forEach(channels -> network.add(convolution(channels, 3, 1))
                .add(Activation.reluBlock())
                .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2))));
        SequentialBlock head = new SequentialBlock().add(Blocks.batchFlattenBlock());
        like.dense().forEach(width -> head.add(Linear.builder().setUnits(width).build())
                .add(Activation.reluBlock()));
        head.add(Linear.builder().setUnits(like.classes()).build());
        Block map = projected == 0 ? Blocks.identityBlock() : convolution(projected, 1, 0);
        return network.add(new ParallelBlock(outputs -> outputs.get(0).addAll(outputs.get(1)))
                .add(head)
                .add(map));
    }

    private static Block convolution(int channels, int kernel, int padding) {
        return Conv2d.builder()
                .setFilters(channels)
                .setKernelShape(new Shape(kernel, kernel))
                .optPadding(new Shape(padding, padding))
                .build();
    }
}
