package io.alambic.tools.onnx;

import ai.djl.ndarray.NDArray;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.alambic.core.tensor.TensorSpec;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A network as operators of ONNX. Every tensor has a name of its own; an operator reads only what is there before it.
 *
 * @param inputs of the network
 * @param outputs tensors that it answers with
 * @param nodes operators, in the order of computation
 * @param weights constants by name
 * @param exact tensors that stay as they are where others are rounded: whole numbers, masks, and the inner steps of a layer
 */
record OnnxGraph(
        List<TensorSpec> inputs,
        List<TensorSpec> outputs,
        List<NodeProto> nodes,
        Map<String, NDArray> weights,
        Set<String> exact) {

    OnnxGraph {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        nodes = List.copyOf(nodes);
        exact = Set.copyOf(exact);
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
        Set<String> known = new HashSet<>(weights.keySet());
        inputs.forEach(input -> addNew(input.name(), known));
        for (NodeProto node : nodes) {
            requireKnown(node.getInputList(), known);
            node.getOutputList().forEach(output -> addNew(output, known));
        }
        requireKnown(outputs.stream().map(TensorSpec::name).toList(), known);
    }

    private static void addNew(String tensor, Set<String> known) {
        if (!known.add(tensor)) {
            throw new IllegalArgumentException(
                    "two tensors are named '%s', which ONNX does not allow".formatted(tensor));
        }
    }

    private static void requireKnown(List<String> tensors, Set<String> known) {
        for (String tensor : tensors) {
            if (!known.contains(tensor)) {
                throw new IllegalArgumentException("tensor '%s' is read, but nothing computes it".formatted(tensor));
            }
        }
    }
}
