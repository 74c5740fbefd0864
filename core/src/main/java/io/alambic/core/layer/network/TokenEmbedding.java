package io.alambic.core.layer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Embedding;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/** A vector for each token: [N, T] to [N, T, width]. */
final class TokenEmbedding extends AbstractBlock {

    private final Parameter weight;
    private final Shape shape;

    TokenEmbedding(int vocabulary, int width) {
        this.shape = new Shape(vocabulary, width);
        this.weight = addParameter(Parameter.builder()
                .setName("weight")
                .setType(Parameter.Type.WEIGHT)
                .build());
    }

    @Override
    protected void prepare(Shape[] inputShapes) {
        weight.setShape(shape);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray tokens = inputs.head().toType(DataType.INT64, false);
        NDArray vectors = store.getValue(weight, tokens.getDevice(), training);
        return Embedding.embedding(tokens, vectors, SparseFormat.DENSE);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return new Shape[] {inputShapes[0].add(shape.get(1))};
    }
}
