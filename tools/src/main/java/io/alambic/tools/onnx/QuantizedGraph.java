package io.alambic.tools.onnx;

import static io.alambic.tools.onnx.OnnxNodes.node;
import static io.alambic.tools.onnx.OnnxNodes.number;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.alambic.core.storage.WeightType;
import io.alambic.core.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rewrites a graph for numbers of 8 bits in ONNX's QDQ form: {@code QuantizeLinear} and {@code DequantizeLinear} stand around
 * the operators, and a runtime computes what lies between such pairs with whole numbers. Weights have one scale for
 * each output channel, as {@link WeightType#INT8} says; a bias has 32 bits, in units of its layer's sums. Activations have no
 * sign: ONNX Runtime on x86 makes them so itself, though not where two operators read one of them, which then stay in 32 bits.
 *
 * <p>Where the range of a tensor is not known, it stays as it is: without any range only weights are quantized, and all is computed
 * in 32 bits.
 */
final class QuantizedGraph {

    private static final Set<String> WITH_WEIGHTS = Set.of("Conv", "Gemm");

    /** Take vectors of tokens or places from their first input. */
    private static final Set<String> WITH_VECTORS = Set.of("Gather", "Slice");

    private static final int WEIGHT = 1;
    private static final int BIAS = 2;

    private static final String SCALE = "/scale";
    private static final String ZERO_POINT = "/zero-point";
    private static final String QUANTIZED = "/quantized";
    private static final String RESTORED = "/restored";
    private static final String EXACT = "/exact";

    private final Map<String, ActivationRange> ranges;
    private final NDManager scope;
    private final Map<String, NDArray> given;
    private final List<NodeProto> nodes = new ArrayList<>();
    private final Map<String, NDArray> weights = new LinkedHashMap<>();
    private final Map<String, String> restored = new LinkedHashMap<>();

    private QuantizedGraph(Map<String, NDArray> given, Map<String, ActivationRange> ranges, NDManager scope) {
        this.given = given;
        this.ranges = ranges;
        this.scope = scope;
    }

    /**
     * Returns the quantized graph.
     *
     * @param ranges of the tensors that are rounded between operators; may be empty
     * @param scope owns the new weights
     */
    static OnnxGraph of(OnnxGraph graph, Map<String, ActivationRange> ranges, NDManager scope) {
        QuantizedGraph quantized = new QuantizedGraph(graph.weights(), ranges, scope);
        graph.inputs().stream()
                .map(TensorSpec::name)
                .filter(ranges::containsKey)
                .forEach(quantized::roundInput);
        graph.nodes().forEach(quantized::add);
        return new OnnxGraph(graph.inputs(), graph.outputs(), quantized.nodes, quantized.weights, Set.of());
    }

    private void roundInput(String input) {
        restored.put(input, input + RESTORED);
        round(input, input, input + RESTORED);
    }

    private void add(NodeProto node) {
        List<String> inputs = new ArrayList<>(node.getInputList());
        if (WITH_WEIGHTS.contains(node.getOpType())) {
            inputs.set(WEIGHT, quantizedWeight(inputs.get(WEIGHT)));
            if (inputs.size() > BIAS) {
                inputs.set(BIAS, bias(inputs.get(BIAS), inputs.get(0), node.getInput(WEIGHT)));
            }
        }
        if (WITH_VECTORS.contains(node.getOpType())) {
            inputs.set(0, quantizedWeight(inputs.get(0)));
        }
        inputs.stream().filter(given::containsKey).forEach(name -> weights.put(name, given.get(name)));
        inputs.replaceAll(tensor -> restored.getOrDefault(tensor, tensor));
        String output = node.getOutput(0);
        NodeProto.Builder same = node.toBuilder().clearInput().addAllInput(inputs);
        if (ranges.containsKey(output)) {
            nodes.add(same.setOutput(0, output + EXACT).build());
            round(output, output + EXACT, output);
        } else {
            nodes.add(same.build());
        }
    }

    /** Rounds a tensor to 8 bits and back. */
    private void round(String tensor, String from, String to) {
        ActivationRange range = ranges.get(tensor);
        weights.put(tensor + SCALE, scope.create(range.scale()));
        weights.put(tensor + ZERO_POINT, scope.create(range.zeroPoint()).toType(DataType.UINT8, false));
        List<String> steps = List.of(tensor + SCALE, tensor + ZERO_POINT);
        nodes.add(node("QuantizeLinear", joined(from, steps), tensor + QUANTIZED));
        nodes.add(node("DequantizeLinear", joined(tensor + QUANTIZED, steps), to));
    }

    private String quantizedWeight(String name) {
        WeightType.INT8.stored(Map.of(name, given.get(name)), scope).forEach((stored, array) -> {
            boolean isScale = stored.equals(name + WeightType.SCALE);
            weights.put(isScale ? name + SCALE : name + QUANTIZED, array);
        });
        return restoredConstant(name, weights.get(name + QUANTIZED), weights.get(name + SCALE));
    }

    /** The bias as it is where the layer's sums have no unit, or it is too large for 32 bits in that unit. */
    private String bias(String name, String x, String weight) {
        NDArray exact = given.get(name);
        ActivationRange range = ranges.get(x);
        if (range != null) {
            float[] units = weights.get(weight + SCALE).toFloatArray();
            float[] values = exact.toFloatArray();
            int[] numbers = new int[values.length];
            boolean fits = true;
            for (int i = 0; i < values.length; i++) {
                units[i] *= range.scale();
                double number = Math.rint((double) values[i] / units[i]);
                fits &= Math.abs(number) < Integer.MAX_VALUE;
                numbers[i] = (int) number;
            }
            if (fits) {
                weights.put(name + SCALE, scope.create(units));
                weights.put(name + QUANTIZED, scope.create(numbers));
                return restoredConstant(name, weights.get(name + QUANTIZED), weights.get(name + SCALE));
            }
        }
        weights.put(name, exact);
        return name;
    }

    private String restoredConstant(String name, NDArray numbers, NDArray scales) {
        weights.put(name + ZERO_POINT, scope.zeros(scales.getShape(), numbers.getDataType()));
        nodes.add(node(
                "DequantizeLinear",
                List.of(name + QUANTIZED, name + SCALE, name + ZERO_POINT),
                name + RESTORED,
                number("axis", 0)));
        return name + RESTORED;
    }

    private static List<String> joined(String first, List<String> others) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(others);
        return all;
    }
}
