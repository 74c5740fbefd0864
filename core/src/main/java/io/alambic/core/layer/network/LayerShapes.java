package io.alambic.core.layer.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.LayerNorm;
import io.alambic.core.layer.Operations;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Runs a list of layers over shapes: refuses what does not fit, collects its blocks, and counts parameters and multiply-adds. Used
 * by one thread.
 */
public final class LayerShapes implements Operations<Shape> {

    private static final int VECTOR = 2;
    private static final int SERIES = 3;
    private static final int MAP = 4;
    private static final int SPATIAL = 2;

    /** Of a channel: mean and variance. */
    private static final int STATISTICS = 2;

    /** Of a channel: scale and shift. */
    private static final int NORM_PARAMETERS = 2;

    /** Of each channel and pair of places: one for the score, one for the value. */
    private static final int ATTENTION_PRODUCTS = 2;

    private final Map<String, Block> blocks = new LinkedHashMap<>();
    private final Map<String, Shape> inputs = new LinkedHashMap<>();
    private long multiplyAdds;
    private long weights;
    private long learned;
    private OptionalInt vocabulary = OptionalInt.empty();

    @Override
    public Shape convolution(String name, Shape x, int filters, int kernel, int stride, int groups, boolean bias) {
        requireDimensions(x, SERIES, MAP, "a series [channels, length] or a map [channels, height, width]");
        if (x.get(1) % groups != 0) {
            throw new IllegalArgumentException(
                    "groups: expected a divisor of %d channels, but got %d".formatted(x.get(1), groups));
        }
        int dimensions = x.dimension() - SPATIAL;
        long[] kernels = all(dimensions, kernel);
        long values = product(filters, x.get(1) / groups, product(kernels));
        Shape padding = new Shape(all(dimensions, kernel / 2));
        Shape strides = new Shape(all(dimensions, stride));
        Block block = x.dimension() == MAP
                ? Conv2d.builder()
                        .setFilters(filters)
                        .setKernelShape(new Shape(kernels))
                        .optPadding(padding)
                        .optStride(strides)
                        .optGroups(groups)
                        .optBias(bias)
                        .build()
                : Conv1d.builder()
                        .setFilters(filters)
                        .setKernelShape(new Shape(kernels))
                        .optPadding(padding)
                        .optStride(strides)
                        .optGroups(groups)
                        .optBias(bias)
                        .build();
        keep(name, block, x, values + (bias ? filters : 0));
        long[] shape = x.getShape().clone();
        shape[1] = filters;
        for (int i = SPATIAL; i < shape.length; i++) {
            shape[i] = (shape[i] + stride - 1) / stride;
        }
        Shape output = given(shape);
        multiplyAdds += output.size() * (values / filters);
        return output;
    }

    @Override
    public Shape batchNorm(String name, Shape x) {
        keep(name, BatchNorm.builder().optEpsilon(NORM_EPSILON).build(), x, product(NORM_PARAMETERS, x.get(1)));
        weights += product(STATISTICS, x.get(1));
        return x;
    }

    @Override
    public Shape layerNorm(String name, Shape x) {
        requireDimensions(x, VECTOR, SERIES, "a vector [channels] or a series [channels, length]");
        Block block = LayerNorm.builder()
                .optEpsilon(NORM_EPSILON)
                .axis(x.dimension() - 1)
                .build();
        keep(name, block, channelsBehind(x), product(NORM_PARAMETERS, x.get(1)));
        return x;
    }

    @Override
    public Shape linear(String name, Shape x, int units) {
        requireDimensions(x, VECTOR, SERIES, "a vector [channels] or a series [channels, length]");
        long values = product(units, x.get(1));
        keep(name, Linear.builder().setUnits(units).build(), channelsBehind(x), values + units);
        long[] shape = x.getShape().clone();
        shape[1] = units;
        multiplyAdds += values * x.slice(SPATIAL).size();
        return given(shape);
    }

    @Override
    public Shape activation(Function function, Shape x) {
        return x;
    }

    @Override
    public Shape add(Shape one, Shape other) {
        if (!one.equals(other)) {
            throw new IllegalArgumentException(
                    "expected equal shapes, but the layers give %s and the way around them %s"
                            .formatted(text(one), text(other)));
        }
        return one;
    }

    @Override
    public Shape concatenate(List<Shape> values) {
        long[] shape = values.get(0).getShape().clone();
        shape[1] = 0;
        for (Shape value : values) {
            if (value.dimension() != shape.length
                    || !value.slice(SPATIAL).equals(values.get(0).slice(SPATIAL))) {
                throw new IllegalArgumentException("expected branches whose shapes differ in channels only, but got %s"
                        .formatted(values.stream().map(LayerShapes::text).toList()));
            }
            shape[1] += value.get(1);
        }
        return given(shape);
    }

    @Override
    public Shape maxPool(Shape x, int window) {
        requireDimensions(x, SERIES, MAP, "a series [channels, length] or a map [channels, height, width]");
        long[] shape = x.getShape().clone();
        for (int i = SPATIAL; i < shape.length; i++) {
            shape[i] /= window;
            if (shape[i] < 1) {
                throw new IllegalArgumentException(
                        "expected sizes of at least %d, the window, but got %s".formatted(window, text(x)));
            }
        }
        return new Shape(shape);
    }

    @Override
    public Shape averagePool(Shape x, int window) {
        return maxPool(x, window);
    }

    @Override
    public Shape mean(Shape x) {
        requireDimensions(x, SERIES, MAP, "a series [channels, length] or a map [channels, height, width]");
        return x.slice(0, SPATIAL);
    }

    @Override
    public Shape maximum(Shape x) {
        return mean(x);
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
    public Shape embedding(String name, Shape tokens, int size, int width) {
        requireDimensions(tokens, VECTOR, VECTOR, "tokens [length]");
        keep(name, new TokenEmbedding(size, width), tokens, product(size, width));
        vocabulary = OptionalInt.of(Math.min(size, vocabulary.orElse(size)));
        return given(tokens.get(0), width, tokens.get(1));
    }

    @Override
    public Shape positions(String name, Shape x, int longest) {
        requireDimensions(x, SERIES, SERIES, "a series [channels, length]");
        if (x.get(2) > longest) {
            throw new IllegalArgumentException("longest: expected at least %d, the length of %s, but got %d"
                    .formatted(x.get(2), text(x), longest));
        }
        keep(name, new PositionTable(longest, x.get(1)), x, product(longest, x.get(1)));
        return x;
    }

    @Override
    public Shape masked(Shape x, Shape tokens) {
        requireDimensions(x, SERIES, SERIES, "a series [channels, length]");
        if (x.get(2) != tokens.get(1)) {
            throw new IllegalArgumentException(
                    "expected the length of the text, %d, which tells what is padding, but got %s"
                            .formatted(tokens.get(1), text(x)));
        }
        return x;
    }

    @Override
    public Shape maskedMean(Shape x, Shape tokens) {
        return mean(masked(x, tokens));
    }

    @Override
    public Shape attention(Shape query, Shape keys, Shape values, int heads) {
        requireDimensions(query, SERIES, SERIES, "a series [channels, length]");
        product(heads, query.get(2), query.get(2));
        multiplyAdds += ATTENTION_PRODUCTS * query.size() * query.get(2);
        return query;
    }

    @Override
    public Shape maskedAttention(Shape query, Shape keys, Shape values, int heads, Shape tokens) {
        return attention(masked(query, tokens), keys, values, heads);
    }

    private void keep(String name, Block block, Shape input, long values) {
        if (blocks.put(name, block) != null) {
            throw new IllegalArgumentException("two layers with parameters are named '%s'".formatted(name));
        }
        inputs.put(name, input);
        weights += values;
        learned += values;
        if (weights > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "expected at most %,d parameters in all, but got more".formatted(Integer.MAX_VALUE));
        }
    }

    private static Shape given(long... shape) {
        product(Arrays.copyOfRange(shape, 1, shape.length));
        return new Shape(shape);
    }

    /** At most as many as an array can have, so that no sum of layers comes near the end of the numbers. */
    private static long product(long... sizes) {
        long product = 1;
        for (long size : sizes) {
            product = size > Integer.MAX_VALUE ? Long.MAX_VALUE : product * size;
            if (product > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "a layer of %s values is too large".formatted(Arrays.toString(sizes)));
            }
        }
        return product;
    }

    private static void requireDimensions(Shape x, int least, int most, String expected) {
        if (x.dimension() < least || x.dimension() > most) {
            throw new IllegalArgumentException("expected %s, but got %s".formatted(expected, text(x)));
        }
    }

    /** The shape of one sample. */
    private static String text(Shape x) {
        return Arrays.toString(x.slice(1).getShape());
    }

    /** The shape in which the channels are the last dimension. */
    private static Shape channelsBehind(Shape x) {
        return x.dimension() == SERIES ? new Shape(x.get(0), x.get(2), x.get(1)) : x;
    }

    private static long[] all(int dimensions, int size) {
        long[] sizes = new long[dimensions];
        Arrays.fill(sizes, size);
        return sizes;
    }

    /** The layers that learn, in their order. */
    Map<String, Block> blocks() {
        return blocks;
    }

    /** What each of them takes. */
    Map<String, Shape> inputs() {
        return inputs;
    }

    /** Returns the number of tokens that every embedding has; empty if there is none. */
    OptionalInt vocabulary() {
        return vocabulary;
    }

    /** Returns the values of all layers, running statistics among them. */
    public long weights() {
        return weights;
    }

    /** Returns the values that training may change. */
    long learned() {
        return learned;
    }

    /** Returns multiplications, each with an addition, of convolutions, dense layers and attention. */
    public long multiplyAdds() {
        return multiplyAdds;
    }
}
