package io.alambic.tools.onnx;

import static io.alambic.tools.onnx.OnnxNodes.node;
import static io.alambic.tools.onnx.OnnxNodes.number;
import static io.alambic.tools.onnx.OnnxNodes.numbers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.alambic.core.evaluate.EvaluationSamples;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the ranges of the tensors that a quantized graph rounds: the graph itself measures them, on samples. */
final class Calibration {

    private static final String MIN = "/min";
    private static final String MAX = "/max";
    private static final int BATCH = 64;

    /** Operators whose outputs are some of their inputs: what they read and what they write has the same range. */
    private static final Set<String> CHOOSING = Set.of("MaxPool", "GlobalMaxPool", "Flatten");

    /** Operators with which a runtime computes a ReLU that follows; what lies between the two is never rounded. */
    private static final Set<String> FUSED_WITH_RELU = Set.of("Conv", "Gemm", "Add");

    private Calibration() {}

    /**
     * Returns the ranges of all tensors that are rounded, by name.
     *
     * @param samples that are typical of what the student is asked
     * @throws IOException if the graph cannot be computed
     */
    static Map<String, ActivationRange> ranges(OnnxGraph graph, EvaluationSamples samples, NDManager manager)
            throws IOException {
        Set<String> rounded = rounded(graph);
        Map<String, String> measured = sources(graph, rounded);
        Path file = Files.createTempFile("alambic-calibration-", ".onnx");
        try {
            OnnxFile.write(measuring(graph, new LinkedHashSet<>(measured.values())), "calibration", Map.of(), file);
            try (InferenceNetwork network = OnnxExport.load(file, graph.inputs(), manager)) {
                Map<String, ActivationRange> found = measure(network, samples, manager);
                Map<String, ActivationRange> ranges = new LinkedHashMap<>();
                rounded.forEach(tensor -> ranges.put(tensor, found.get(measured.get(tensor))));
                return ranges;
            }
        } finally {
            Files.delete(file);
        }
    }

    /** Inputs of real numbers, and every result that an operator reads, but for those between an operator and its ReLU. */
    private static Set<String> rounded(OnnxGraph graph) {
        Set<String> tensors = new LinkedHashSet<>();
        graph.inputs().stream()
                .filter(input -> input.type() == TensorType.FP32)
                .map(TensorSpec::name)
                .forEach(tensors::add);
        for (NodeProto node : graph.nodes()) {
            String output = node.getOutput(0);
            List<String> readers = graph.nodes().stream()
                    .filter(reader -> reader.getInputList().contains(output))
                    .map(NodeProto::getOpType)
                    .toList();
            boolean fused = FUSED_WITH_RELU.contains(node.getOpType()) && readers.equals(List.of("Relu"));
            if (!readers.isEmpty() && !fused && !graph.exact().contains(output)) {
                tensors.add(output);
            }
        }
        return tensors;
    }

    /** The tensor whose range each tensor has. */
    private static Map<String, String> sources(OnnxGraph graph, Set<String> rounded) {
        Map<String, String> sources = new LinkedHashMap<>();
        rounded.forEach(tensor -> sources.put(tensor, tensor));
        for (NodeProto node : graph.nodes()) {
            if (CHOOSING.contains(node.getOpType()) && rounded.contains(node.getOutput(0))) {
                sources.computeIfPresent(
                        node.getOutput(0), (output, own) -> sources.getOrDefault(node.getInput(0), own));
            }
        }
        return sources;
    }

    /** The graph with the smallest and the largest value of each sample as its outputs. */
    private static OnnxGraph measuring(OnnxGraph graph, Set<String> tensors) {
        List<NodeProto> nodes = new ArrayList<>(graph.nodes());
        List<TensorSpec> outputs = new ArrayList<>();
        for (String tensor : tensors) {
            String flat = tensor + "/flat";
            nodes.add(node("Flatten", List.of(tensor), flat, number("axis", 1)));
            nodes.add(node("ReduceMin", List.of(flat), tensor + MIN, numbers("axes", List.of(1L))));
            nodes.add(node("ReduceMax", List.of(flat), tensor + MAX, numbers("axes", List.of(1L))));
            for (String measured : List.of(tensor + MIN, tensor + MAX)) {
                outputs.add(new TensorSpec(measured, TensorType.FP32, new Shape(1)));
            }
        }
        return new OnnxGraph(graph.inputs(), outputs, nodes, graph.weights(), graph.exact());
    }

    private static Map<String, ActivationRange> measure(
            InferenceNetwork network, EvaluationSamples samples, NDManager manager) {
        Map<String, ActivationRange> ranges = new LinkedHashMap<>();
        for (int from = 0; from < samples.size(); from += BATCH) {
            try (NDManager scope = manager.newSubManager()) {
                Map<String, NDArray> values =
                        network.forward(samples.batch(from, Math.min(BATCH, samples.size() - from), scope));
                values.forEach((name, array) -> {
                    if (name.endsWith(MIN)) {
                        String tensor = name.substring(0, name.length() - MIN.length());
                        float max = values.get(tensor + MAX).max().getFloat();
                        ActivationRange range = new ActivationRange(array.min().getFloat(), max);
                        ranges.merge(tensor, range, ActivationRange::with);
                    }
                });
            }
        }
        return ranges;
    }
}
