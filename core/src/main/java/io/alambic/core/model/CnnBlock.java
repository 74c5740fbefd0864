package io.alambic.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;

/** The layers of a {@link Cnn}; its outputs stand in the order of the signature. */
final class CnnBlock extends AbstractBlock {

    private static final Shape KERNEL = new Shape(3, 3);
    private static final Shape PADDING = new Shape(1, 1);
    private static final Shape POOL = new Shape(2, 2);

    private final Cnn cnn;
    private final List<Conv2d> convolutions = new ArrayList<>();
    private final List<Linear> dense = new ArrayList<>();

    CnnBlock(Cnn cnn) {
        this.cnn = cnn;
        for (int channels : cnn.convolutions()) {
            Conv2d convolution = Conv2d.builder()
                    .setFilters(channels)
                    .setKernelShape(KERNEL)
                    .optPadding(PADDING)
                    .build();
            convolutions.add(addChildBlock(Cnn.blockName(convolutions.size() + 1), convolution));
        }
        for (int width : cnn.dense()) {
            dense.add(addChildBlock(
                    "dense" + (dense.size() + 1),
                    Linear.builder().setUnits(width).build()));
        }
        dense.add(addChildBlock(
                Signature.LOGITS, Linear.builder().setUnits(cnn.classes()).build()));
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
        NDList outputs = new NDList();
        NDArray x = inputs.head();
        for (Conv2d convolution : convolutions) {
            NDArray convolved =
                    convolution.forward(store, new NDList(x), training).head();
            x = Pool.maxPool2d(Activation.relu(convolved), POOL, POOL, new Shape(0, 0), false);
            outputs.add(x);
        }
        x = x.reshape(x.getShape().get(0), -1);
        for (int i = 0; i < dense.size(); i++) {
            x = dense.get(i).forward(store, new NDList(x), training).head();
            if (i < dense.size() - 1) {
                x = Activation.relu(x);
            }
        }
        outputs.add(0, x);
        return outputs;
    }

    @Override
    public void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        Shape shape = inputShapes[0];
        for (Conv2d convolution : convolutions) {
            convolution.initialize(manager, dataType, shape);
            shape = new Shape(
                    shape.get(0),
                    convolution.getOutputShapes(new Shape[] {shape})[0].get(1),
                    shape.get(2) / 2,
                    shape.get(3) / 2);
        }
        shape = new Shape(shape.get(0), shape.slice(1).size());
        for (Linear linear : dense) {
            linear.initialize(manager, dataType, shape);
            shape = linear.getOutputShapes(new Shape[] {shape})[0];
        }
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        long n = inputShapes[0].get(0);
        return cnn.signature().outputs().stream()
                .map(output -> output.batchShape(n))
                .toArray(Shape[]::new);
    }
}
