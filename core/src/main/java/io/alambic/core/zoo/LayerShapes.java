package io.alambic.core.zoo;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs an architecture over shapes: collects its blocks and counts its multiply-adds. Used by one thread. */
final class LayerShapes implements Layers<Shape> {

    private static final int IMAGE_DIMENSIONS = 4;
    private static final int SPATIAL = 2;

    /** Of a channel: scale, shift, mean and variance. */
    private static final int NORM_WEIGHTS = 4;

    private final Map<String, Block> blocks = new LinkedHashMap<>();
    private final Map<String, Shape> inputs = new LinkedHashMap<>();
    private long multiplyAdds;
    private long weights;

    @Override
    public Shape convolution(String name, Shape x, int filters, int kernel, int stride, int groups, boolean bias) {
        int dimensions = x.dimension() - SPATIAL;
        Shape kernels = all(dimensions, kernel);
        Shape padding = all(dimensions, kernel / 2);
        Block block = x.dimension() == IMAGE_DIMENSIONS
                ? Conv2d.builder()
                        .setFilters(filters)
                        .setKernelShape(kernels)
                        .optPadding(padding)
                        .optStride(all(dimensions, stride))
                        .optGroups(groups)
                        .optBias(bias)
                        .build()
                : Conv1d.builder()
                        .setFilters(filters)
                        .setKernelShape(kernels)
                        .optPadding(padding)
                        .optStride(all(dimensions, stride))
                        .optGroups(groups)
                        .optBias(bias)
                        .build();
        keep(name, block, x, (bias ? 1L : 0L) * filters, filters, x.get(1) / groups, kernels.size());
        long[] shape = x.getShape().clone();
        shape[1] = filters;
        for (int i = SPATIAL; i < shape.length; i++) {
            shape[i] = (shape[i] + stride - 1) / stride;
        }
        Shape output = new Shape(shape);
        multiplyAdds += output.size() * kernels.size() * x.get(1) / groups;
        return output;
    }

    @Override
    public Shape norm(String name, Shape x) {
        keep(name, BatchNorm.builder().optEpsilon(NORM_EPSILON).build(), x, 0, NORM_WEIGHTS, x.get(1));
        return x;
    }

    @Override
    public Shape linear(String name, Shape x, int units) {
        keep(name, Linear.builder().setUnits(units).build(), x, units, units, x.size());
        multiplyAdds += x.size() * units;
        return new Shape(x.get(0), units);
    }

    private void keep(String name, Block block, Shape input, long bias, long... sizes) {
        blocks.put(name, block);
        inputs.put(name, input);
        weights += bias + product(sizes);
    }

    /** At most as many as an array can have, so that no sum of layers comes near the end of the numbers. */
    private static long product(long... sizes) {
        long product = 1;
        for (long size : sizes) {
            product *= size;
            if (product > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "a layer of %s values is too large".formatted(Arrays.toString(sizes)));
            }
        }
        return product;
    }

    private static Shape all(int dimensions, int size) {
        long[] sizes = new long[dimensions];
        Arrays.fill(sizes, size);
        return new Shape(sizes);
    }

    @Override
    public Shape relu(Shape x) {
        return x;
    }

    @Override
    public Shape add(Shape one, Shape other) {
        return one;
    }

    @Override
    public Shape maxPool(Shape x) {
        long[] shape = x.getShape().clone();
        for (int i = SPATIAL; i < shape.length; i++) {
            shape[i] /= 2;
            if (shape[i] < 1) {
                throw new IllegalArgumentException("the blocks halve the input to nothing");
            }
        }
        return new Shape(shape);
    }

    @Override
    public Shape mean(Shape x) {
        return x.slice(0, SPATIAL);
    }

    @Override
    public Shape flatten(Shape x) {
        return new Shape(x.get(0), product(x.slice(1).getShape()));
    }

    @Override
    public int channels(Shape x) {
        return Math.toIntExact(x.get(1));
    }

    @Override
    public Shape embedding(String name, Shape tokens, int vocabulary, int width) {
        keep(name, new TokenEmbedding(vocabulary, width), tokens, 0, vocabulary, width);
        return new Shape(tokens.get(0), width, tokens.get(1));
    }

    @Override
    public Shape masked(Shape x, Shape tokens) {
        return x;
    }

    @Override
    public Shape maskedMean(Shape x, Shape tokens) {
        return mean(x);
    }

    @Override
    public Shape maximum(Shape x) {
        return mean(x);
    }

    /** The layers that learn, in their order. */
    Map<String, Block> blocks() {
        return blocks;
    }

    /** What each of them takes. */
    Map<String, Shape> inputs() {
        return inputs;
    }

    /** Values of all layers. */
    long weights() {
        return weights;
    }

    /** Multiplications, each with an addition, of convolutions and dense layers. */
    long multiplyAdds() {
        return multiplyAdds;
    }
}
