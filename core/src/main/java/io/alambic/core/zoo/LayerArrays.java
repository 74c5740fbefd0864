package io.alambic.core.zoo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import java.util.Map;

/**
 * One pass of an architecture over arrays.
 *
 * @param blocks the layers that learn
 * @param store gives their parameters
 * @param training whether layers behave as in training
 */
record LayerArrays(Map<String, Block> blocks, ParameterStore store, boolean training) implements Layers<NDArray> {

    private static final int IMAGE_DIMENSIONS = 4;
    private static final int SPATIAL = 2;
    private static final Shape PAIR = new Shape(2, 2);
    private static final Shape TWO = new Shape(2);

    @Override
    public NDArray convolution(String name, NDArray x, int filters, int kernel, int stride, int groups, boolean bias) {
        boolean series = x.getShape().dimension() != IMAGE_DIMENSIONS;
        return series
                        && training
                        && stride == 1
                        && groups == 1
                        && !x.getDevice().isGpu()
                ? seriesConvolution(blocks.get(name), x, kernel)
                : apply(name, x);
    }

    /**
     * Returns the same as the block, as a product of matrices. On CPUs without AVX-512, the engine's own gradient of the input of
     * a convolution with a kernel of height 1 reads memory that nothing has written, and is NaN now and then.
     *
     * @param x [N, C, L]
     * @return [N, filters, L]
     */
    private NDArray seriesConvolution(Block block, NDArray x, int kernel) {
        Shape shape = x.getShape();
        long length = shape.get(2);
        NDArray padding = x.getManager().zeros(new Shape(shape.get(0), shape.get(1), kernel / 2), x.getDataType());
        NDArray padded = padding.concat(x, 2).concat(padding, 2);
        NDList shifted = new NDList();
        for (int offset = 0; offset < kernel; offset++) {
            shifted.add(padded.get(new NDIndex(":, :, {}:{}", offset, offset + length)));
        }
        NDArray columns = NDArrays.stack(shifted, 2).reshape(shape.get(0), shape.get(1) * kernel, length);
        NDArray weight = parameter(block, "weight", x);
        NDArray product = weight.reshape(weight.getShape().get(0), -1).matMul(columns);
        return block.getParameters().contains("bias")
                ? product.add(parameter(block, "bias", x).reshape(1, -1, 1))
                : product;
    }

    private NDArray parameter(Block block, String name, NDArray like) {
        return store.getValue(block.getParameters().get(name), like.getDevice(), training);
    }

    @Override
    public NDArray norm(String name, NDArray x) {
        return apply(name, x);
    }

    @Override
    public NDArray linear(String name, NDArray x, int units) {
        return apply(name, x);
    }

    private NDArray apply(String name, NDArray x) {
        return blocks.get(name).forward(store, new NDList(x), training).head();
    }

    @Override
    public NDArray relu(NDArray x) {
        return Activation.relu(x);
    }

    @Override
    public NDArray add(NDArray one, NDArray other) {
        return one.add(other);
    }

    @Override
    public NDArray maxPool(NDArray x) {
        if (x.getShape().dimension() != IMAGE_DIMENSIONS) {
            return Pool.maxPool1d(x, TWO, TWO, new Shape(0), false);
        }
        return !training && PairwiseMaximum.paysFor(x)
                ? PairwiseMaximum.of(x)
                : Pool.maxPool2d(x, PAIR, PAIR, new Shape(0, 0), false);
    }

    @Override
    public NDArray mean(NDArray x) {
        return x.reshape(x.getShape().get(0), x.getShape().get(1), -1).mean(new int[] {SPATIAL});
    }

    @Override
    public NDArray flatten(NDArray x) {
        return x.reshape(x.getShape().get(0), -1);
    }

    @Override
    public NDArray embedding(String name, NDArray tokens, int vocabulary, int width) {
        return apply(name, tokens).transpose(0, 2, 1);
    }

    @Override
    public NDArray masked(NDArray x, NDArray tokens) {
        return x.mul(places(tokens, x));
    }

    @Override
    public NDArray maskedMean(NDArray x, NDArray tokens) {
        NDArray places = places(tokens, x);
        return x.mul(places)
                .sum(new int[] {SPATIAL})
                .div(places.sum(new int[] {SPATIAL}).maximum(1));
    }

    @Override
    public NDArray maximum(NDArray x) {
        return x.max(new int[] {SPATIAL});
    }

    /** 1 where there is a token, 0 where there is padding: [N, 1, T]. */
    private static NDArray places(NDArray tokens, NDArray like) {
        return tokens.neq(0).toType(like.getDataType(), false).expandDims(1);
    }

    @Override
    public int channels(NDArray x) {
        return Math.toIntExact(x.getShape().get(1));
    }
}
