package io.alambic.tools.onnx;

import static io.alambic.tools.onnx.OnnxNodes.node;
import static io.alambic.tools.onnx.OnnxNodes.number;
import static io.alambic.tools.onnx.OnnxNodes.numbers;
import static io.alambic.tools.onnx.OnnxNodes.real;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.alambic.core.layer.LayerPass;
import io.alambic.core.layer.Operations;
import io.alambic.core.layer.network.LayeredArchitecture;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Runs a list of layers over the names of tensors, and collects the operators of ONNX that compute it. Used by one thread. */
final class OnnxLayers implements Operations<OnnxLayers.Value> {

    /** Begins the names of all tensors that are neither inputs nor outputs. */
    private static final String INNER = "/";

    private static final int SPATIAL = 2;

    /** Subtracted from the scores of places of padding. */
    private static final float PADDING = 1e9f;

    /**
     * A tensor.
     *
     * @param tensor its name
     * @param channels size of its first dimension behind the batch
     * @param places dimensions behind the channels
     */
    record Value(String tensor, int channels, int places) {}

    private final Map<String, NDArray> learned;
    private final List<NodeProto> nodes = new ArrayList<>();
    private final Map<String, NDArray> weights = new LinkedHashMap<>();
    private final Set<String> exact = new LinkedHashSet<>();

    private OnnxLayers(Map<String, NDArray> learned) {
        this.learned = learned;
    }

    /**
     * Returns the graph of an architecture.
     *
     * @param weights as a network of the architecture has them; arrays that are computed from them belong to their managers
     * @param outputs names of the outputs that the graph has
     * @throws IllegalArgumentException if there is no such output
     */
    static OnnxGraph graph(LayeredArchitecture architecture, Map<String, NDArray> weights, List<String> outputs) {
        Signature signature = architecture.signature();
        TensorSpec input = architecture.input();
        Shape sample = input.sampleShape();
        OnnxLayers layers = new OnnxLayers(weights);
        Value x = new Value(input.name(), Math.toIntExact(sample.get(0)), sample.dimension() - 1);
        Map<String, Value> values = LayerPass.run(architecture.layers(), layers, input, x);
        List<TensorSpec> kept = outputs.stream().map(signature::output).toList();
        Map<String, String> names = new LinkedHashMap<>();
        for (String output : outputs) {
            String tensor = values.get(output).tensor();
            if (names.containsKey(tensor)) {
                tensor = layers.add("Identity", List.of(tensor), x).tensor();
            }
            names.put(tensor, output);
        }
        return OnnxFusion.fused(new OnnxGraph(
                signature.inputs(),
                kept,
                layers.nodes.stream().map(node -> renamed(node, names)).toList(),
                layers.weights,
                layers.exact.stream()
                        .map(tensor -> names.getOrDefault(tensor, tensor))
                        .collect(Collectors.toSet())));
    }

    private static NodeProto renamed(NodeProto node, Map<String, String> names) {
        return node.toBuilder()
                .clearInput()
                .addAllInput(node.getInputList().stream()
                        .map(tensor -> names.getOrDefault(tensor, tensor))
                        .toList())
                .setOutput(0, names.getOrDefault(node.getOutput(0), node.getOutput(0)))
                .build();
    }

    @Override
    public Value convolution(String name, Value x, int filters, int kernel, int stride, int groups, boolean bias) {
        List<String> inputs = new ArrayList<>(List.of(x.tensor(), weight(name, "weight")));
        if (bias) {
            inputs.add(weight(name, "bias"));
        }
        nodes.add(node(
                "Conv",
                inputs,
                INNER + name,
                all("kernel_shape", kernel, x.places()),
                all("strides", stride, x.places()),
                all("pads", kernel / 2, 2 * x.places()),
                number("group", groups)));
        return new Value(INNER + name, filters, x.places());
    }

    @Override
    public Value batchNorm(String name, Value x) {
        nodes.add(node(
                "BatchNormalization",
                List.of(
                        x.tensor(),
                        weight(name, "gamma"),
                        weight(name, "beta"),
                        weight(name, "runningMean"),
                        weight(name, "runningVar")),
                INNER + name,
                real("epsilon", NORM_EPSILON)));
        return new Value(INNER + name, x.channels(), x.places());
    }

    @Override
    public Value layerNorm(String name, Value x) {
        boolean series = x.places() > 0;
        String rows = series ? exact("Transpose", List.of(x.tensor()), permuted(0, 2, 1)) : x.tensor();
        List<String> inputs = List.of(rows, weight(name, "gamma"), weight(name, "beta"));
        AttributeProto axis = number("axis", -1);
        AttributeProto epsilon = real("epsilon", NORM_EPSILON);
        return series
                ? add("Transpose", List.of(exact("LayerNormalization", inputs, axis, epsilon)), x, permuted(0, 2, 1))
                : add("LayerNormalization", inputs, x, axis, epsilon);
    }

    /** Over the places of a series it is a convolution of width 1. */
    @Override
    public Value linear(String name, Value x, int units) {
        String weight = weight(name, "weight");
        List<String> inputs = List.of(x.tensor(), weight, weight(name, "bias"));
        if (x.places() == 0) {
            nodes.add(node("Gemm", inputs, INNER + name, number("transB", 1)));
        } else {
            weights.put(weight, weights.get(weight).expandDims(SPATIAL));
            nodes.add(node("Conv", inputs, INNER + name, all("kernel_shape", 1, x.places())));
        }
        return new Value(INNER + name, units, x.places());
    }

    @Override
    public Value activation(Function function, Value x) {
        return switch (function) {
            case RELU -> add("Relu", List.of(x.tensor()), x);
            case TANH -> add("Tanh", List.of(x.tensor()), x);
            case SIGMOID -> add("Sigmoid", List.of(x.tensor()), x);
            case GELU -> gelu(x);
        };
    }

    /** {@code x · Φ(x)}, as {@code x/2 · (1 + erf(x/√2))}. */
    private Value gelu(Value x) {
        String scaled = exact("Div", List.of(x.tensor(), constant((float) Math.sqrt(2))));
        String risen = exact("Add", List.of(exact("Erf", List.of(scaled)), constant(1f)));
        String half = exact("Mul", List.of(x.tensor(), constant(0.5f)));
        return add("Mul", List.of(half, risen), x);
    }

    @Override
    public Value add(Value one, Value other) {
        return add("Add", List.of(one.tensor(), other.tensor()), one);
    }

    @Override
    public Value concatenate(List<Value> values) {
        int channels = values.stream().mapToInt(Value::channels).sum();
        Value joined = new Value("", channels, values.get(0).places());
        return add("Concat", values.stream().map(Value::tensor).toList(), joined, number("axis", 1));
    }

    @Override
    public Value maxPool(Value x, int window) {
        return pool("MaxPool", x, window);
    }

    @Override
    public Value averagePool(Value x, int window) {
        return pool("AveragePool", x, window);
    }

    private Value pool(String operator, Value x, int window) {
        return add(
                operator,
                List.of(x.tensor()),
                x,
                all("kernel_shape", window, x.places()),
                all("strides", window, x.places()));
    }

    @Override
    public Value mean(Value x) {
        return flatten(add("GlobalAveragePool", List.of(x.tensor()), x));
    }

    @Override
    public Value maximum(Value x) {
        return flatten(add("GlobalMaxPool", List.of(x.tensor()), x));
    }

    /** The number of channels is that of x: only layers of vectors follow, whose operators know their own size. */
    @Override
    public Value flatten(Value x) {
        return add("Flatten", List.of(x.tensor()), vector(x), number("axis", 1));
    }

    @Override
    public Value embedding(String name, Value tokens, int vocabulary, int width) {
        String vectors = exact("Gather", List.of(weight(name, "weight"), tokens.tensor()));
        return new Value(exact("Transpose", List.of(vectors), permuted(0, 2, 1)), width, 1);
    }

    @Override
    public Value positions(String name, Value x, int longest) {
        String length = exact("Shape", List.of(x.tensor()), number("start", SPATIAL), number("end", SPATIAL + 1));
        String first =
                exact("Slice", List.of(weight(name, "weight"), constant(List.of(0L)), length, constant(List.of(0L))));
        return add("Add", List.of(x.tensor(), exact("Transpose", List.of(first), permuted(1, 0))), x);
    }

    @Override
    public Value masked(Value x, Value tokens) {
        return add("Mul", List.of(x.tensor(), places(tokens)), x);
    }

    @Override
    public Value maskedMean(Value x, Value tokens) {
        String places = places(tokens);
        String last = constant(List.of(2L));
        Value counted = add("Mul", List.of(x.tensor(), places), x);
        String sum = exact("ReduceSum", List.of(counted.tensor(), last), number("keepdims", 0));
        String count = exact("ReduceSum", List.of(places, last), number("keepdims", 0));
        return add("Div", List.of(sum, exact("Max", List.of(count, constant(1f)))), vector(x));
    }

    @Override
    public Value attention(Value query, Value keys, Value values, int heads) {
        return attended(scores(query, keys, heads), values, heads);
    }

    @Override
    public Value maskedAttention(Value query, Value keys, Value values, int heads, Value tokens) {
        String padding = exact("Mul", List.of(exact("Sub", List.of(places(tokens), constant(1f))), constant(PADDING)));
        String forHeads = exact("Unsqueeze", List.of(padding, constant(List.of(1L))));
        return attended(exact("Add", List.of(scores(query, keys, heads), forHeads)), values, heads);
    }

    private String scores(Value query, Value keys, int heads) {
        String rows = exact("Transpose", List.of(divided(query, heads)), permuted(0, 1, 3, 2));
        String products = exact("MatMul", List.of(rows, divided(keys, heads)));
        return exact("Div", List.of(products, constant((float) Math.sqrt((double) query.channels() / heads))));
    }

    private Value attended(String scores, Value values, int heads) {
        String shares = exact("Softmax", List.of(scores), number("axis", -1));
        String columns = exact("Transpose", List.of(shares), permuted(0, 1, 3, 2));
        String joined = exact("MatMul", List.of(divided(values, heads), columns));
        return add("Reshape", List.of(joined, constant(List.of(0L, (long) values.channels(), -1L))), values);
    }

    /** [N, channels, T] as [N, heads, channels of a head, T]. */
    private String divided(Value x, int heads) {
        List<Long> shape = List.of(0L, (long) heads, (long) x.channels() / heads, -1L);
        return exact("Reshape", List.of(x.tensor(), constant(shape)));
    }

    /** 1 where there is a token, 0 where there is padding: FP32 [N, 1, T]. */
    private String places(Value tokens) {
        String sign = exact("Sign", List.of(tokens.tensor()));
        String real = exact("Cast", List.of(sign), number("to", TensorProto.DataType.FLOAT_VALUE));
        return exact("Unsqueeze", List.of(real, constant(List.of(1L))));
    }

    @Override
    public int channels(Value x) {
        return x.channels();
    }

    private static Value vector(Value x) {
        return new Value(x.tensor(), x.channels(), 0);
    }

    private String constant(float value) {
        return exact("Constant", List.of(), real("value_float", value));
    }

    private String constant(List<Long> values) {
        return exact("Constant", List.of(), numbers("value_ints", values));
    }

    /** Adds an operator whose output stays as it is where others are rounded. */
    private String exact(String operator, List<String> inputs, AttributeProto... attributes) {
        String output = INNER + operator + nodes.size();
        nodes.add(node(operator, inputs, output, attributes));
        exact.add(output);
        return output;
    }

    private Value add(String operator, List<String> inputs, Value like, AttributeProto... attributes) {
        String output = INNER + operator + nodes.size();
        nodes.add(node(operator, inputs, output, attributes));
        return new Value(output, like.channels(), like.places());
    }

    private static AttributeProto all(String name, long value, int count) {
        return numbers(name, Collections.nCopies(count, value));
    }

    private static AttributeProto permuted(long... axes) {
        return numbers("perm", Arrays.stream(axes).boxed().toList());
    }

    /** Adds a parameter of a layer to the weights, and returns its name. */
    private String weight(String layer, String parameter) {
        String name = INNER + layer + INNER + parameter;
        weights.put(name, learned.get(layer + "." + parameter));
        return name;
    }
}
