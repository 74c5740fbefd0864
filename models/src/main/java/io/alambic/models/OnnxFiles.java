package io.alambic.models;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the files beside an ONNX file that hold its external weights. It reads the messages of ONNX that lead to tensors, by
 * their field numbers in onnx.proto, and skips the weights.
 */
final class OnnxFiles {

    private static final int KEY = 1;
    private static final int VALUE = 2;
    private static final int EXTERNAL_DATA = 13;
    private static final String LOCATION = "location";

    /** The fields of each message that hold messages which lead to tensors. */
    private enum Message {
        MODEL,
        GRAPH,
        NODE,
        ATTRIBUTE,
        TENSOR,
        SPARSE_TENSOR,
        FUNCTION;

        private Map<Integer, Message> parts() {
            return switch (this) {
                case MODEL -> Map.of(7, GRAPH, 25, FUNCTION);
                case GRAPH -> Map.of(1, NODE, 5, TENSOR, 15, SPARSE_TENSOR);
                case FUNCTION -> Map.of(7, NODE);
                case NODE -> Map.of(5, ATTRIBUTE);
                case ATTRIBUTE ->
                    Map.of(5, TENSOR, 6, GRAPH, 10, TENSOR, 11, GRAPH, 22, SPARSE_TENSOR, 23, SPARSE_TENSOR);
                case SPARSE_TENSOR -> Map.of(1, TENSOR, 2, TENSOR);
                case TENSOR -> Map.of();
            };
        }
    }

    private final Set<String> locations = new TreeSet<>();

    private OnnxFiles() {}

    /**
     * Returns the names of the files that hold external weights, relative to the folder of the model and in order.
     *
     * @throws IOException if the file cannot be read
     */
    static Set<String> external(Path model) throws IOException {
        OnnxFiles files = new OnnxFiles();
        try (InputStream stream = new BufferedInputStream(Files.newInputStream(model))) {
            CodedInputStream input = CodedInputStream.newInstance(stream);
            input.setSizeLimit(Integer.MAX_VALUE);
            files.read(input, Message.MODEL);
        } catch (InvalidProtocolBufferException e) {
            // No ONNX model; whoever loads it says so.
            return Set.of();
        }
        return files.locations;
    }

    private void read(CodedInputStream input, Message message) throws IOException {
        Map<Integer, Message> parts = message.parts();
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            int field = WireFormat.getTagFieldNumber(tag);
            boolean isMessage = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
            if (isMessage && parts.containsKey(field)) {
                int outer = input.pushLimit(input.readRawVarint32());
                read(input, parts.get(field));
                input.popLimit(outer);
            } else if (isMessage && message == Message.TENSOR && field == EXTERNAL_DATA) {
                int outer = input.pushLimit(input.readRawVarint32());
                readEntry(input);
                input.popLimit(outer);
            } else {
                input.skipField(tag);
            }
        }
    }

    private void readEntry(CodedInputStream input) throws IOException {
        String key = "";
        String value = "";
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case KEY -> key = input.readString();
                case VALUE -> value = input.readString();
                default -> input.skipField(tag);
            }
        }
        if (key.equals(LOCATION)) {
            locations.add(value);
        }
    }
}
