package io.alambic.core.safetensors;

import ai.djl.ndarray.NDArray;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.alambic.core.tensor.NamedArrays;
import io.alambic.core.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The content of a safetensors file, of which nothing but the header is copied: the arrays are read where they are. They must not change,
 * nor be closed, as long as this is used.
 */
public final class SafetensorsContent {

    private static final int ALIGNMENT = 8;

    private final Map<String, NDArray> arrays;
    private final byte[] header;

    private SafetensorsContent(Map<String, String> metadata, Map<String, NDArray> arrays, String digest) {
        this.arrays = arrays;
        this.header = header(metadata, arrays, digest);
    }

    /** The content of a file with text metadata and arrays, in their order. */
    public static SafetensorsContent of(Map<String, String> metadata, Map<String, NDArray> arrays) {
        SafetensorsContent blank = withoutDigest(metadata, arrays);
        String digest = Digests.of(
                blank.header,
                NamedArrays.bytes(arrays),
                arrays.values().stream().map(SafetensorsContent::elements));
        return new SafetensorsContent(metadata, arrays, digest);
    }

    /** The same with a digest that is still to be computed. */
    static SafetensorsContent withoutDigest(Map<String, String> metadata, Map<String, NDArray> arrays) {
        return new SafetensorsContent(metadata, arrays, Digests.BLANK);
    }

    /** Returns the entry of the header that holds a digest, as it is written. */
    static String digestEntry(String digest) {
        return "\"%s\":\"%s\"".formatted(SafetensorsFile.DIGEST, digest);
    }

    /** Returns the header. */
    byte[] header() {
        return header;
    }

    /** Returns the number of bytes. */
    public long size() {
        return Long.BYTES + header.length + NamedArrays.bytes(arrays);
    }

    /** Returns the content in parts, each of which is fetched when it is asked for. */
    public Iterator<ByteBuffer> parts() {
        ByteBuffer length =
                ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(0, header.length);
        return Stream.concat(
                        Stream.of(length, ByteBuffer.wrap(header)),
                        arrays.values().stream().map(SafetensorsContent::elements))
                .iterator();
    }

    private static ByteBuffer elements(NDArray array) {
        return array.toByteBuffer(true);
    }

    private static byte[] header(Map<String, String> metadata, Map<String, NDArray> arrays, String digest) {
        JsonObject texts = new JsonObject();
        metadata.forEach(texts::addProperty);
        texts.addProperty(SafetensorsFile.DIGEST, digest);
        JsonObject header = new JsonObject();
        header.add(SafetensorsFile.METADATA, texts);
        long offset = 0;
        for (Map.Entry<String, NDArray> entry : arrays.entrySet()) {
            TensorType type = TensorType.of(entry.getValue().getDataType());
            long end = offset + entry.getValue().size() * type.bytes();
            JsonObject tensor = new JsonObject();
            tensor.addProperty("dtype", SafetensorsType.name(type));
            tensor.add("shape", array(entry.getValue().getShape().getShape()));
            tensor.add("data_offsets", array(offset, end));
            header.add(entry.getKey(), tensor);
            offset = end;
        }
        return padded(header.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static JsonArray array(long... values) {
        JsonArray array = new JsonArray();
        Arrays.stream(values).forEach(array::add);
        return array;
    }

    /** Spaces behind the JSON let the data begin at a multiple of the widest element. */
    private static byte[] padded(byte[] json) {
        int length = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        byte[] padded = Arrays.copyOf(json, length);
        Arrays.fill(padded, json.length, length, (byte) ' ');
        return padded;
    }
}
