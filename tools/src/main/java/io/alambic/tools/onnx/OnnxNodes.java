package io.alambic.tools.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;

/** Creates the nodes of a graph. */
final class OnnxNodes {

    private OnnxNodes() {}

    /**
     * Creates a node with one output. It is named after its output.
     *
     * @param operator of ONNX, such as {@code Conv}
     * @param inputs names of its tensors
     */
    static NodeProto node(String operator, List<String> inputs, String output, AttributeProto... attributes) {
        return NodeProto.newBuilder()
                .setName(output + ":" + operator)
                .setOpType(operator)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(List.of(attributes))
                .build();
    }

    /** An attribute that is one whole number. */
    static AttributeProto number(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    /** An attribute that is one real number. */
    static AttributeProto real(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    /** An attribute that is a list of whole numbers. */
    static AttributeProto numbers(String name, List<Long> values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(values)
                .build();
    }
}
