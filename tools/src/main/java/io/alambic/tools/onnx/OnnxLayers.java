package io.alambic.tools.onnx;

import static io.alambic.tools.onnx.OnnxNodes.node;
import static io.alambic.tools.onnx.OnnxNodes.number;
import static io.alambic.tools.onnx.OnnxNodes.numbers;
import static io.alambic.tools.onnx.OnnxNodes.real;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.zoo.Layers;
import io.alambic.core.zoo.ZooArchitecture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs an architecture over the names of tensors, and collects the operators that compute it. Used by one thread.
 *
 * <p>Two layers become simpler than they are in training, with the same answers: batch norm becomes part of the convolution
 * before it, and ReLU goes before the maximum pool that it follows, where runtimes compute it along with the convolution.
 */
final class OnnxLayers implements Layers<OnnxLayers.Value> {

    /** Begins the names of all tensors that are neither inputs nor outputs. */
    private static final String INNER = "/";

    private static final long PAIR = 2;

    /**
     * A tensor.
     *
     * @param tensor its name
     * @param channels size of its first dimension behind the batch
     */
    record Value(String tensor, int channels) {}

    private final Map<String, NDArray> learned;
    private final int sizes;
    private final List<NodeProto> nodes = new ArrayList<>();
    private final Map<String, NDArray> weights = new LinkedHashMap<>();

    private OnnxLayers(Map<String, NDArray> learned, int sizes) {
        this.learned = learned;
        this.sizes = sizes;
    }

    /**
     * Returns the graph of an architecture.
     *
     * @param weights as a network of the architecture has them; arrays that are computed from them belong to their managers
     * @param outputs names of the outputs that the graph has
     * @throws IllegalArgumentException if there is no such output, or the architecture has layers that are not written
     */
    static OnnxGraph graph(ZooArchitecture architecture, Map<String, NDArray> weights, List<String> outputs) {
        Signature signature = architecture.signature();
        List<TensorSpec> kept = outputs.stream().map(signature::output).toList();
        TensorSpec input = signature.inputs().get(0);
        Shape sample = input.sampleShape();
        OnnxLayers layers = new OnnxLayers(weights, Math.max(1, sample.dimension() - 1));
        Map<String, Value> values =
                architecture.outputs(layers, new Value(input.name(), Math.toIntExact(sample.get(0))));
        Map<String, String> names = new LinkedHashMap<>();
        outputs.forEach(output -> names.put(values.get(output).tensor(), output));
        return new OnnxGraph(
                signature.inputs(),
                kept,
                layers.nodes.stream().map(node -> renamed(node, names)).toList(),
                layers.weights);
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
                all("kernel_shape", kernel, sizes),
                all("strides", stride, sizes),
                all("pads", kernel / 2, 2 * sizes),
                number("group", groups)));
        return new Value(INNER + name, filters);
    }

    /** Scales and shifts the kernels of the convolution: {@code γ (w x − μ) / √(σ² + ε) + β}. */
    @Override
    public Value norm(String name, Value x) {
        NodeProto convolution = nodes.get(nodes.size() - 1);
        if (!computes("Conv", convolution, x)) {
            throw new IllegalArgumentException(
                    "the batch norm '%s' follows no convolution, and is not written as ONNX".formatted(name));
        }
        String kernels = convolution.getInput(1);
        String bias = x.tensor() + ".bias";
        NDArray scale = exact(name, "gamma")
                .div(exact(name, "runningVar").add((double) NORM_EPSILON).sqrt());
        NDArray mean = exact(name, "runningMean");
        NDArray centred = weights.containsKey(bias)
                ? weights.get(bias).toType(DataType.FLOAT64, true).sub(mean)
                : mean.neg();
        NDArray before = weights.get(kernels).toType(DataType.FLOAT64, true);
        long[] each = new long[before.getShape().dimension()];
        Arrays.fill(each, 1);
        each[0] = x.channels();
        weights.put(kernels, before.mul(scale.reshape(new Shape(each))).toType(DataType.FLOAT32, true));
        weights.put(bias, centred.mul(scale).add(exact(name, "beta")).toType(DataType.FLOAT32, true));
        nodes.set(
                nodes.size() - 1,
                convolution.toBuilder()
                        .clearInput()
                        .addAllInput(List.of(convolution.getInput(0), kernels, bias))
                        .build());
        return x;
    }

    @Override
    public Value linear(String name, Value x, int units) {
        nodes.add(node(
                "Gemm",
                List.of(x.tensor(), weight(name, "weight"), weight(name, "bias")),
                INNER + name,
                number("transB", 1)));
        return new Value(INNER + name, units);
    }

    @Override
    public Value relu(Value x) {
        NodeProto last = nodes.get(nodes.size() - 1);
        if (!computes("MaxPool", last, x)) {
            return add("Relu", List.of(x.tensor()), x.channels());
        }
        nodes.remove(nodes.size() - 1);
        return maxPool(add("Relu", List.of(last.getInput(0)), x.channels()));
    }

    @Override
    public Value add(Value one, Value other) {
        return add("Add", List.of(one.tensor(), other.tensor()), one.channels());
    }

    @Override
    public Value maxPool(Value x) {
        return add(
                "MaxPool",
                List.of(x.tensor()),
                x.channels(),
                all("kernel_shape", PAIR, sizes),
                all("strides", PAIR, sizes));
    }

    @Override
    public Value mean(Value x) {
        return flatten(add("GlobalAveragePool", List.of(x.tensor()), x.channels()));
    }

    /** The number of channels is that of x: only vectors follow, whose layers know their own size. */
    @Override
    public Value flatten(Value x) {
        return add("Flatten", List.of(x.tensor()), x.channels(), number("axis", 1));
    }

    @Override
    public Value embedding(String name, Value tokens, int vocabulary, int width) {
        Value vectors = add("Gather", List.of(weight(name, "weight"), tokens.tensor()), width);
        return add("Transpose", List.of(vectors.tensor()), width, numbers("perm", List.of(0L, 2L, 1L)));
    }

    @Override
    public Value masked(Value x, Value tokens) {
        return add("Mul", List.of(x.tensor(), places(tokens)), x.channels());
    }

    @Override
    public Value maskedMean(Value x, Value tokens) {
        String places = places(tokens);
        String last = constant(numbers("value_ints", List.of(2L)));
        Value counted = add("Mul", List.of(x.tensor(), places), x.channels());
        Value sum = add("ReduceSum", List.of(counted.tensor(), last), x.channels(), number("keepdims", 0));
        Value count = add("ReduceSum", List.of(places, last), 1, number("keepdims", 0));
        Value divisor = add("Max", List.of(count.tensor(), constant(real("value_float", 1))), 1);
        return add("Div", List.of(sum.tensor(), divisor.tensor()), x.channels());
    }

    @Override
    public Value maximum(Value x) {
        return add("ReduceMax", List.of(x.tensor()), x.channels(), numbers("axes", List.of(2L)), number("keepdims", 0));
    }

    /** 1 where there is a token, 0 where there is padding: FP32 [N, 1, T]. */
    private String places(Value tokens) {
        Value sign = add("Sign", List.of(tokens.tensor()), 1);
        Value real = add("Cast", List.of(sign.tensor()), 1, number("to", TensorProto.DataType.FLOAT_VALUE));
        return add("Unsqueeze", List.of(real.tensor(), constant(numbers("value_ints", List.of(1L)))), 1)
                .tensor();
    }

    private String constant(AttributeProto value) {
        return add("Constant", List.of(), 1, value).tensor();
    }

    @Override
    public int channels(Value x) {
        return x.channels();
    }

    private Value add(String operator, List<String> inputs, int channels, AttributeProto... attributes) {
        String output = INNER + operator + nodes.size();
        nodes.add(node(operator, inputs, output, attributes));
        return new Value(output, channels);
    }

    private static boolean computes(String operator, NodeProto node, Value x) {
        return node.getOpType().equals(operator) && node.getOutput(0).equals(x.tensor());
    }

    private static AttributeProto all(String name, long value, int count) {
        return numbers(name, Collections.nCopies(count, value));
    }

    /** Adds a parameter of a layer to the weights, and returns its name. */
    private String weight(String layer, String parameter) {
        String name = INNER + layer + "." + parameter;
        weights.put(name, parameter(layer, parameter));
        return name;
    }

    private NDArray exact(String layer, String parameter) {
        return parameter(layer, parameter).toType(DataType.FLOAT64, true);
    }

    /** Returns a parameter under the name that networks of the zoo give it. */
    private NDArray parameter(String layer, String parameter) {
        return learned.get(layer.replace('_', '.') + "." + parameter);
    }
}
