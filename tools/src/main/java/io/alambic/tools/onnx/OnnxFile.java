package io.alambic.tools.onnx;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.UnsafeByteOperations;
import io.alambic.core.tensor.TensorSpec;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes graphs as ONNX files with their weights inside. Equal graphs give equal files. */
final class OnnxFile {

    /** Runtimes from 2022 on read these: ONNX 1.12, ONNX Runtime 1.12. */
    private static final int OPERATOR_SET = 17;

    private static final int IR_VERSION = 8;
    private static final String PRODUCER = "alambic";
    private static final String BATCH = "batch";

    private OnnxFile() {}

    /**
     * Writes a file.
     *
     * @param name of the model
     * @param metadata about it, by name
     * @throws IOException if it cannot be written
     * @throws IllegalArgumentException if the weights exceed what one file can hold
     */
    static void write(OnnxGraph graph, String name, Map<String, String> metadata, Path file) throws IOException {
        requireSize(graph.weights().values().stream().mapToLong(OnnxFile::bytes).sum());
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPERATOR_SET))
                .setProducerName(PRODUCER)
                .setGraph(GraphProto.newBuilder()
                        .setName(name)
                        .addAllInput(described(graph.inputs()))
                        .addAllOutput(described(graph.outputs()))
                        .addAllNode(graph.nodes())
                        .addAllInitializer(graph.weights().entrySet().stream()
                                .map(weight -> tensor(weight.getKey(), weight.getValue()))
                                .toList()));
        metadata.forEach((key, value) -> model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            model.build().writeTo(out);
        }
    }

    private static void requireSize(long bytes) {
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "the weights take %,d bytes, but an ONNX file holds at most 2 GiB".formatted(bytes));
        }
    }

    private static long bytes(NDArray array) {
        return array.size() * array.getDataType().getNumOfBytes();
    }

    private static List<ValueInfoProto> described(List<TensorSpec> specs) {
        return specs.stream()
                .map(spec -> ValueInfoProto.newBuilder()
                        .setName(spec.name())
                        .setType(TypeProto.newBuilder()
                                .setTensorType(TypeProto.Tensor.newBuilder()
                                        .setElemType(type(spec.type().djl()).getNumber())
                                        .setShape(shape(spec))))
                        .build())
                .toList();
    }

    /** The batch is of any size, and so is an open dimension, which has its letter as its name. */
    private static TensorShapeProto shape(TensorSpec spec) {
        TensorShapeProto.Builder shape =
                TensorShapeProto.newBuilder().addDim(Dimension.newBuilder().setDimParam(BATCH));
        for (int axis = 0; axis < spec.letters().size(); axis++) {
            String letter = spec.letters().get(axis);
            shape.addDim(
                    letter.isEmpty()
                            ? Dimension.newBuilder()
                                    .setDimValue(spec.sampleShape().get(axis))
                            : Dimension.newBuilder().setDimParam(letter));
        }
        return shape.build();
    }

    /** The message points to the array's memory. */
    private static TensorProto tensor(String name, NDArray array) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(type(array.getDataType()).getNumber())
                .setRawData(UnsafeByteOperations.unsafeWrap(array.toByteBuffer(true)));
        for (long size : array.getShape().getShape()) {
            tensor.addDims(size);
        }
        return tensor.build();
    }

    private static TensorProto.DataType type(DataType type) {
        return switch (type) {
            case FLOAT32 -> TensorProto.DataType.FLOAT;
            case UINT8 -> TensorProto.DataType.UINT8;
            case INT8 -> TensorProto.DataType.INT8;
            case INT32 -> TensorProto.DataType.INT32;
            case INT64 -> TensorProto.DataType.INT64;
            default -> throw new IllegalArgumentException("tensors of type %s are not written as ONNX".formatted(type));
        };
    }
}
