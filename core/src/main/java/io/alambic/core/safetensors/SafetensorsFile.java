package io.alambic.core.safetensors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.alambic.core.tensor.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A valid safetensors file: named tensors and text metadata. A file may be larger than memory: its tensors are mapped, and
 * take memory only while they are looked at.
 *
 * <p>Layout, all little-endian: header length (8 bytes), JSON header, tensor data. The metadata entry
 * {@value #DIGEST} is the SHA-256 of the whole file with that entry's value as zeros, so that a torn,
 * truncated or altered file is recognised while the file stays readable by any safetensors reader.
 *
 * @param metadata text by name, without the digest
 * @param tensors views of the content, little-endian; empty if only the header was read
 * @param digest SHA-256 of the content in hexadecimal
 */
public record SafetensorsFile(Map<String, String> metadata, Map<String, Entry> tensors, String digest) {

    static final String METADATA = "__metadata__";
    static final String DIGEST = "alambic.sha256";
    private static final int LENGTH_BYTES = Long.BYTES;
    private static final int MAX_HEADER_BYTES = 16 << 20;

    /**
     * One tensor of the file.
     *
     * @param type type of the elements
     * @param shape full shape
     * @param data exactly the tensor's elements
     */
    public record Entry(TensorType type, Shape shape, ByteBuffer data) {

        /** Returns a new array with a copy of the data. */
        public NDArray toArray(NDManager manager) {
            try (NDArray view = manager.create(data.duplicate().order(ByteOrder.nativeOrder()), shape, type.djl())) {
                return view.duplicate();
            }
        }
    }

    /**
     * Reads a file, which must not change as long as the tensors are used; it may be replaced or deleted.
     *
     * @throws DamagedFileException if it is not whole, or was not written by {@link SafetensorsWriter}
     * @throws IOException if it cannot be read
     */
    public static SafetensorsFile read(Path path) throws IOException {
        return read(path, true);
    }

    /**
     * Reads the metadata of a file, and neither checks nor reads its tensors.
     *
     * @throws DamagedFileException if its header cannot be parsed
     * @throws IOException if it cannot be read
     */
    public static SafetensorsFile readHeader(Path path) throws IOException {
        return read(path, false);
    }

    private static SafetensorsFile read(Path path, boolean whole) throws IOException {
        try (FileContent content = FileContent.of(path)) {
            return parse(content, whole);
        } catch (RuntimeException e) {
            throw new DamagedFileException(
                    "%s: not a readable safetensors file: %s".formatted(path, e.getMessage()), e);
        }
    }

    /**
     * Reads the content of a file.
     *
     * @param content from position 0 to the limit, direct; the tensors are views of it
     * @throws DamagedFileException if it is not whole, or was not written by {@link SafetensorsWriter}
     */
    public static SafetensorsFile of(ByteBuffer content) throws DamagedFileException {
        try {
            return parse(FileContent.of(content), true);
        } catch (RuntimeException | IOException e) {
            throw new DamagedFileException("not readable as a safetensors file: " + e.getMessage(), e);
        }
    }

    private static SafetensorsFile parse(FileContent content, boolean whole) throws IOException {
        if (content.size() < LENGTH_BYTES) {
            throw new IllegalArgumentException("it has %d bytes".formatted(content.size()));
        }
        long headerBytes = content.view(0, LENGTH_BYTES).getLong(0);
        if (headerBytes < 2 || headerBytes > Math.min(MAX_HEADER_BYTES, content.size() - LENGTH_BYTES)) {
            throw new IllegalArgumentException(
                    "header of %d bytes in a file of %d".formatted(headerBytes, content.size()));
        }
        byte[] header = new byte[(int) headerBytes];
        content.view(LENGTH_BYTES, headerBytes).get(header);
        JsonObject json = JsonParser.parseString(new String(header, StandardCharsets.UTF_8))
                .getAsJsonObject();
        Map<String, String> metadata = new LinkedHashMap<>();
        JsonElement texts = json.remove(METADATA);
        if (texts != null) {
            texts.getAsJsonObject()
                    .entrySet()
                    .forEach(e -> metadata.put(e.getKey(), e.getValue().getAsString()));
        }
        String digest = metadata.remove(DIGEST);
        Map<String, Entry> tensors = new LinkedHashMap<>();
        if (whole) {
            Digests.requireMatch(digest, header, content);
            for (Map.Entry<String, JsonElement> tensor : json.entrySet()) {
                tensors.put(
                        tensor.getKey(),
                        entry(tensor.getValue().getAsJsonObject(), LENGTH_BYTES + headerBytes, content));
            }
        }
        return new SafetensorsFile(metadata, tensors, digest);
    }

    private static Entry entry(JsonObject json, long dataAt, FileContent content) throws IOException {
        TensorType type = SafetensorsType.of(json.get("dtype").getAsString());
        JsonArray dimensions = json.getAsJsonArray("shape");
        long[] shape = new long[dimensions.size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = whole(dimensions.get(i));
            if (shape[i] < 0) {
                throw new IllegalArgumentException("a tensor has the shape " + dimensions);
            }
        }
        JsonArray offsets = json.getAsJsonArray("data_offsets");
        long begin = whole(offsets.get(0));
        long end = whole(offsets.get(1));
        long bytes = type.bytes();
        for (long dimension : shape) {
            bytes = Math.multiplyExact(bytes, dimension);
        }
        long data = content.size() - dataAt;
        if (begin < 0 || end < begin || end > data || end - begin != bytes || bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a tensor lies at %d to %d of %d bytes".formatted(begin, end, data));
        }
        return new Entry(type, new Shape(shape), content.view(dataAt + begin, bytes));
    }

    /** Gson would truncate numbers that are fractional or too large. */
    private static long whole(JsonElement number) {
        return Long.parseLong(number.getAsString());
    }
}
