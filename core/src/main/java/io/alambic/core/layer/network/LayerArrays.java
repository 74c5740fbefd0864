package io.alambic.core.layer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import io.alambic.core.layer.Operations;
import java.util.List;
import java.util.Map;

/**
 * One pass of a list of layers over arrays.
 *
 * @param blocks the layers that learn
 * @param store gives their parameters
 * @param training whether layers behave as in training
 */
record LayerArrays(Map<String, Block> blocks, ParameterStore store, boolean training) implements Operations<NDArray> {

    private static final int IMAGE_DIMENSIONS = 4;
    private static final int SERIES_DIMENSIONS = 3;
    private static final int SPATIAL = 2;

    /** Taken from the scores of places of padding: the share of one is 0 next to any that counts. */
    private static final float PADDING = 1e9f;

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
    public NDArray batchNorm(String name, NDArray x) {
        return apply(name, x);
    }

    @Override
    public NDArray layerNorm(String name, NDArray x) {
        return channelsLast(name, x);
    }

    @Override
    public NDArray linear(String name, NDArray x, int units) {
        return channelsLast(name, x);
    }

    /** Applies a block that takes the channels as the last dimension. */
    private NDArray channelsLast(String name, NDArray x) {
        return x.getShape().dimension() == SERIES_DIMENSIONS
                ? apply(name, x.transpose(0, 2, 1)).transpose(0, 2, 1)
                : apply(name, x);
    }

    private NDArray apply(String name, NDArray x) {
        return blocks.get(name).forward(store, new NDList(x), training).head();
    }

    @Override
    public NDArray activation(Function function, NDArray x) {
        return switch (function) {
            case RELU -> Activation.relu(x);
            case GELU -> Activation.gelu(x);
            case TANH -> Activation.tanh(x);
            case SIGMOID -> Activation.sigmoid(x);
        };
    }

    @Override
    public NDArray add(NDArray one, NDArray other) {
        return one.add(other);
    }

    @Override
    public NDArray concatenate(List<NDArray> values) {
        return NDArrays.concat(new NDList(values), 1);
    }

    @Override
    public NDArray maxPool(NDArray x, int window) {
        if (x.getShape().dimension() != IMAGE_DIMENSIONS) {
            return Pool.maxPool1d(x, new Shape(window), new Shape(window), new Shape(0), false);
        }
        Shape square = new Shape(window, window);
        return !training && window == 2 && PairwiseMaximum.paysFor(x)
                ? PairwiseMaximum.of(x)
                : Pool.maxPool2d(x, square, square, new Shape(0, 0), false);
    }

    @Override
    public NDArray averagePool(NDArray x, int window) {
        Shape square = new Shape(window, window);
        return x.getShape().dimension() != IMAGE_DIMENSIONS
                ? Pool.avgPool1d(x, new Shape(window), new Shape(window), new Shape(0), false, true)
                : Pool.avgPool2d(x, square, square, new Shape(0, 0), false, true);
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
    public NDArray positions(String name, NDArray x, int longest) {
        return apply(name, x);
    }

    @Override
    public NDArray attention(NDArray query, NDArray keys, NDArray values, int heads) {
        return attended(scores(query, keys, heads), values);
    }

    @Override
    public NDArray maskedAttention(NDArray query, NDArray keys, NDArray values, int heads, NDArray tokens) {
        NDArray padding = places(tokens, query).sub(1).mul(PADDING).expandDims(1);
        return attended(scores(query, keys, heads).add(padding), values);
    }

    /**
     * [N, heads, T, T], a row for each place that asks. The divisor is an array of the pass: the engine closes the one that it makes of
     * a number before the gradients are computed, which read it.
     */
    private static NDArray scores(NDArray query, NDArray keys, int heads) {
        NDArray rows = divided(query, heads).transpose(0, 1, 3, 2);
        double width = rows.getShape().get(3);
        NDArray root = query.getManager().create((float) Math.sqrt(width));
        return rows.matMul(divided(keys, heads)).div(root);
    }

    private static NDArray attended(NDArray scores, NDArray values) {
        NDArray shares = scores.softmax(3);
        NDArray joined =
                divided(values, Math.toIntExact(shares.getShape().get(1))).matMul(shares.transpose(0, 1, 3, 2));
        return joined.reshape(values.getShape());
    }

    /** [N, channels, T] as [N, heads, channels of a head, T]. */
    private static NDArray divided(NDArray x, int heads) {
        Shape shape = x.getShape();
        return x.reshape(shape.get(0), heads, shape.get(1) / heads, shape.get(2));
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
