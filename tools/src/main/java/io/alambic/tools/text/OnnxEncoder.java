package io.alambic.tools.text;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.alambic.datasets.text.TokenizedTexts;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A transformer in an ONNX file that answers a vector for each token. With the mean of the vectors over the tokens that count it becomes an
 * encoder of texts, and with a linear layer on that mean a classifier.
 */
final class OnnxEncoder {

    /** Output with the mean of the vectors, [N, D]; an encoder's has length 1. */
    static final String EMBEDDING = "sentence_embedding";

    /** Output of the linear layer, [N, C]. */
    static final String LOGITS = "logits";

    private static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;
    private static final int HIDDEN_DIMENSIONS = 3;

    /** From this version on, axes are an input of the operators that are added. */
    private static final int OLDEST_OPERATORS = 13;

    /** Shorter means are divided by this: a mean of zeros has no direction. */
    private static final float SHORTEST = 1e-12f;

    private final ModelProto model;
    private final String hidden;

    private OnnxEncoder(ModelProto model, String hidden) {
        this.model = model;
        this.hidden = hidden;
    }

    /**
     * Reads a transformer.
     *
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it is no such transformer, saying what it is
     */
    static OnnxEncoder read(Path file) throws IOException {
        ModelProto model;
        try (InputStream in = Files.newInputStream(file)) {
            model = ModelProto.parseFrom(in);
        }
        boolean old = model.getOpsetImportList().stream()
                .anyMatch(set -> set.getDomain().isEmpty() && set.getVersion() < OLDEST_OPERATORS);
        if (old) {
            throw new IllegalArgumentException(
                    "%s was exported with operators before version %d: export it again with a newer opset"
                            .formatted(file, OLDEST_OPERATORS));
        }
        List<ValueInfoProto> outputs = model.getGraph().getOutputList();
        String hidden = outputs.stream()
                .filter(output -> output.getType().getTensorType().getShape().getDimCount() == HIDDEN_DIMENSIONS)
                .map(ValueInfoProto::getName)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s has no output with a vector for each token, [N, T, D]; its outputs are %s"
                                .formatted(
                                        file,
                                        outputs.stream()
                                                .map(ValueInfoProto::getName)
                                                .toList())));
        OnnxEncoder encoder = new OnnxEncoder(model, hidden);
        if (!encoder.inputs().contains(TokenizedTexts.MASK) || !TokenizedTexts.BERT.containsAll(encoder.inputs())) {
            throw new IllegalArgumentException("%s reads %s, but a transformer of texts reads %s"
                    .formatted(file, encoder.inputs(), TokenizedTexts.BERT));
        }
        return encoder;
    }

    /** Returns the names of the inputs. */
    List<String> inputs() {
        Set<String> weights = model.getGraph().getInitializerList().stream()
                .map(TensorProto::getName)
                .collect(Collectors.toSet());
        return model.getGraph().getInputList().stream()
                .map(ValueInfoProto::getName)
                .filter(name -> !weights.contains(name))
                .toList();
    }

    /** Returns the name of the output with a vector for each token, [N, T, D]. */
    String hidden() {
        return hidden;
    }

    /** Returns the number of learned values. */
    long parameters() {
        return model.getGraph().getInitializerList().stream()
                .filter(weight -> weight.getDataType() == FLOAT)
                .mapToLong(weight -> weight.getDimsList().stream().reduce(1L, Math::multiplyExact))
                .sum();
    }

    /**
     * Writes the classifier, with the embedding and the logits as its outputs.
     *
     * @param weights [C, D], row-major
     * @param bias [C]
     */
    void writeWithHead(float[] weights, float[] bias, Path file) throws IOException {
        int width = weights.length / bias.length;
        write(
                withMean(EMBEDDING)
                        .addInitializer(floats("head.weight", weights, bias.length, width))
                        .addInitializer(floats("head.bias", bias, bias.length))
                        .addNode(node("Gemm", LOGITS, EMBEDDING, "head.weight", "head.bias")
                                .addAttribute(integer("transB", 1)))
                        .addOutput(output(LOGITS, bias.length))
                        .addOutput(output(EMBEDDING, width)),
                file);
    }

    /** Writes the encoder: the mean of the vectors, of length 1. */
    void writeEncoder(int width, Path file) throws IOException {
        write(
                withMean("head.mean")
                        .addInitializer(floats("head.least", new float[] {SHORTEST}, 1))
                        .addNode(node("Mul", "head.squares", "head.mean", "head.mean"))
                        .addNode(node("ReduceSum", "head.square", "head.squares", "head.first")
                                .addAttribute(integer("keepdims", 1)))
                        .addNode(node("Sqrt", "head.root", "head.square"))
                        .addNode(node("Max", "head.length", "head.root", "head.least"))
                        .addNode(node("Div", EMBEDDING, "head.mean", "head.length"))
                        .addOutput(output(EMBEDDING, width)),
                file);
    }

    /** The graph with the mean of the vectors under a name, and without outputs. */
    private GraphProto.Builder withMean(String mean) {
        return model.getGraph().toBuilder()
                .clearOutput()
                .addInitializer(axes("head.first", 1))
                .addInitializer(axes("head.second", 2))
                .addInitializer(floats("head.one", new float[] {1}, 1))
                .addNode(node("Cast", "head.mask", TokenizedTexts.MASK).addAttribute(integer("to", FLOAT)))
                .addNode(node("Unsqueeze", "head.places", "head.mask", "head.second"))
                .addNode(node("Mul", "head.counted", hidden, "head.places"))
                .addNode(node("ReduceSum", "head.sum", "head.counted", "head.first")
                        .addAttribute(integer("keepdims", 0)))
                .addNode(node("ReduceSum", "head.tokens", "head.mask", "head.first")
                        .addAttribute(integer("keepdims", 1)))
                .addNode(node("Max", "head.divisor", "head.tokens", "head.one"))
                .addNode(node("Div", mean, "head.sum", "head.divisor"));
    }

    private void write(GraphProto.Builder graph, Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            model.toBuilder().setGraph(graph).build().writeTo(out);
        }
    }

    private static NodeProto.Builder node(String operator, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setName(output + ".node")
                .setOpType(operator)
                .addAllInput(List.of(inputs))
                .addOutput(output);
    }

    private static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    private static TensorProto axes(String name, long axis) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.INT64_VALUE)
                .addDims(1)
                .addInt64Data(axis)
                .build();
    }

    private static TensorProto floats(String name, float[] values, long... shape) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(FLOAT);
        for (long size : shape) {
            tensor.addDims(size);
        }
        for (float value : values) {
            tensor.addFloatData(value);
        }
        return tensor.build();
    }

    private static ValueInfoProto output(String name, long width) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("batch"))
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(width));
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(
                                TypeProto.Tensor.newBuilder().setElemType(FLOAT).setShape(shape)))
                .build();
    }
}
