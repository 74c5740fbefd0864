package io.alambic.tools.onnx;

import static io.alambic.tools.onnx.OnnxNodes.node;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.alambic.core.layer.Operations;
import io.alambic.core.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a graph simpler, with the same answers: batch norm becomes part of the convolution before it, and ReLU goes before the
 * maximum pool that it follows, where runtimes compute it along with the convolution. Only where nothing else reads what lies
 * between the two. Used by one thread.
 */
final class OnnxFusion {

    private static final int KERNELS = 1;
    private static final int BIAS = 2;

    private final Map<String, Integer> readers = new HashMap<>();
    private final List<NodeProto> nodes = new ArrayList<>();
    private final Map<String, NDArray> weights;

    private OnnxFusion(OnnxGraph graph) {
        this.weights = new LinkedHashMap<>(graph.weights());
        graph.nodes().forEach(node -> node.getInputList().forEach(input -> readers.merge(input, 1, Integer::sum)));
        graph.outputs().stream().map(TensorSpec::name).forEach(output -> readers.merge(output, 1, Integer::sum));
    }

    static OnnxGraph fused(OnnxGraph graph) {
        OnnxFusion fusion = new OnnxFusion(graph);
        graph.nodes().forEach(fusion::add);
        return new OnnxGraph(graph.inputs(), graph.outputs(), fusion.nodes, fusion.weights, graph.exact());
    }

    private void add(NodeProto node) {
        if (node.getOpType().equals("BatchNormalization") && follows("Conv", node)) {
            nodes.add(normed(nodes.remove(nodes.size() - 1), node));
        } else if (node.getOpType().equals("Relu") && follows("MaxPool", node)) {
            NodeProto pool = nodes.remove(nodes.size() - 1);
            String between = node.getInput(0);
            nodes.add(node("Relu", List.of(pool.getInput(0)), between));
            nodes.add(pool.toBuilder()
                    .setInput(0, between)
                    .setOutput(0, node.getOutput(0))
                    .build());
        } else {
            nodes.add(node);
        }
    }

    private boolean follows(String operator, NodeProto node) {
        if (nodes.isEmpty() || readers.get(node.getInput(0)) > 1) {
            return false;
        }
        NodeProto last = nodes.get(nodes.size() - 1);
        return last.getOpType().equals(operator) && last.getOutput(0).equals(node.getInput(0));
    }

    /** The convolution with scaled and shifted kernels: {@code γ (w x − μ) / √(σ² + ε) + β}. */
    private NodeProto normed(NodeProto convolution, NodeProto norm) {
        List<NDArray> parameters = norm.getInputList().stream()
                .skip(1)
                .map(name -> weights.remove(name).toType(DataType.FLOAT64, true))
                .toList();
        NDArray scale = parameters
                .get(0)
                .div(parameters.get(3).add((double) Operations.NORM_EPSILON).sqrt());
        NDArray mean = parameters.get(2);
        String kernels = convolution.getInput(KERNELS);
        boolean biased = convolution.getInputCount() > BIAS;
        String bias = biased ? convolution.getInput(BIAS) : norm.getOutput(0) + "/bias";
        NDArray centred =
                biased ? weights.get(bias).toType(DataType.FLOAT64, true).sub(mean) : mean.neg();
        NDArray before = weights.get(kernels).toType(DataType.FLOAT64, true);
        long[] each = new long[before.getShape().dimension()];
        Arrays.fill(each, 1);
        each[0] = scale.size();
        weights.put(kernels, before.mul(scale.reshape(new Shape(each))).toType(DataType.FLOAT32, true));
        weights.put(bias, centred.mul(scale).add(parameters.get(1)).toType(DataType.FLOAT32, true));
        return convolution.toBuilder()
                .clearInput()
                .addAllInput(List.of(convolution.getInput(0), kernels, bias))
                .setOutput(0, norm.getOutput(0))
                .build();
    }
}
