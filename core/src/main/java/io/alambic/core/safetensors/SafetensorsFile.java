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
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A valid safetensors file in memory: named tensors and text metadata.
 *
 * <p>Layout, all little-endian: header length (8 bytes), JSON header, tensor data. The metadata entry
 * {@value #DIGEST} is the SHA-256 of the whole file with that entry's value as zeros, so that a torn,
 * truncated or altered file is recognised while the file stays readable by any safetensors reader.
 *
 * @param metadata text by name, without the digest
 * @param tensors views of one direct buffer, little-endian
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
     * Reads a file.
     *
     * @throws DamagedFileException if it is not whole, or was not written by {@link SafetensorsWriter}
     * @throws IOException if it cannot be read
     */
    public static SafetensorsFile read(Path path) throws IOException {
        ByteBuffer content = load(path);
        try {
            return parse(content);
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
            return parse(content.duplicate().order(ByteOrder.LITTLE_ENDIAN));
        } catch (RuntimeException e) {
            throw new DamagedFileException("not readable as a safetensors file: " + e.getMessage(), e);
        }
    }

    private static ByteBuffer load(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < LENGTH_BYTES || size > Integer.MAX_VALUE) {
                throw new DamagedFileException("%s: %d bytes are no safetensors file".formatted(path, size), null);
            }
            ByteBuffer content = ByteBuffer.allocateDirect((int) size).order(ByteOrder.LITTLE_ENDIAN);
            int read;
            do {
                read = channel.read(content);
            } while (read > 0);
            return content.flip();
        }
    }

    private static SafetensorsFile parse(ByteBuffer content) {
        long headerBytes = content.getLong(0);
        if (headerBytes < 2 || headerBytes > Math.min(MAX_HEADER_BYTES, content.remaining() - LENGTH_BYTES)) {
            throw new IllegalArgumentException(
                    "header of %d bytes in a file of %d".formatted(headerBytes, content.remaining()));
        }
        byte[] header = new byte[(int) headerBytes];
        content.get(LENGTH_BYTES, header);
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
        Digests.requireMatch(digest, header, content.duplicate().position(LENGTH_BYTES + header.length));
        ByteBuffer data =
                content.slice(LENGTH_BYTES + header.length, content.remaining() - LENGTH_BYTES - header.length);
        Map<String, Entry> tensors = new LinkedHashMap<>();
        json.entrySet().forEach(e -> tensors.put(e.getKey(), entry(e.getValue().getAsJsonObject(), data)));
        return new SafetensorsFile(metadata, tensors, digest);
    }

    private static Entry entry(JsonObject json, ByteBuffer data) {
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
        int begin = Math.toIntExact(whole(offsets.get(0)));
        int end = Math.toIntExact(whole(offsets.get(1)));
        long bytes = type.bytes();
        for (long dimension : shape) {
            bytes = Math.multiplyExact(bytes, dimension);
        }
        if (begin < 0 || end < begin || end > data.limit() || end - begin != bytes) {
            throw new IllegalArgumentException(
                    "a tensor lies at %d to %d of %d bytes".formatted(begin, end, data.limit()));
        }
        return new Entry(type, new Shape(shape), data.slice(begin, end - begin).order(ByteOrder.LITTLE_ENDIAN));
    }

    /** Gson would truncate numbers that are fractional or too large. */
    private static long whole(JsonElement number) {
        return Long.parseLong(number.getAsString());
    }
}
