package io.alambic.core.layer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/** Adds a vector for each place: [N, width, T] to the same. The vectors begin at 0, so that they do not outweigh the tokens. */
final class PositionTable extends AbstractBlock {

    private final Parameter weight;
    private final Shape shape;

    PositionTable(int longest, long width) {
        this.shape = new Shape(longest, width);
        this.weight = addParameter(Parameter.builder()
                .setName("weight")
                .setType(Parameter.Type.BIAS)
                .build());
    }

    @Override
    protected void prepare(Shape[] inputShapes) {
        weight.setShape(shape);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray x = inputs.head();
        NDArray vectors = store.getValue(weight, x.getDevice(), training);
        long places = x.getShape().get(2);
        return new NDList(x.add(vectors.get(new NDIndex(":{}", places)).transpose()));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return inputShapes;
    }
}
