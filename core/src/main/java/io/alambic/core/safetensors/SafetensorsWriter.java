package io.alambic.core.safetensors;

import ai.djl.ndarray.NDArray;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.alambic.core.tensor.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;

/** Writes safetensors files so that a reader finds either the whole file or none. */
public final class SafetensorsWriter {

    /** Suffix of the name of an incomplete file. */
    public static final String TEMPORARY = ".tmp";

    private static final int ALIGNMENT = 8;

    private SafetensorsWriter() {}

    /**
     * Writes arrays and metadata to a temporary file beside the target, syncs it, and renames it.
     *
     * @return SHA-256 of the content in hexadecimal
     * @throws IOException if the file cannot be written; the target is then as it was
     */
    public static String write(Path target, Map<String, String> metadata, Map<String, NDArray> arrays)
            throws IOException {
        ByteBuffer[] data = data(arrays);
        String digest = Digests.of(header(metadata, arrays, Digests.BLANK), data);
        byte[] header = header(metadata, arrays, digest);
        Path temporary = target.resolveSibling(target.getFileName() + TEMPORARY);
        try {
            writeAndSync(temporary, header, data);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
        syncDirectory(target.toAbsolutePath().getParent());
        return digest;
    }

    /** Returns in memory what {@link #write} would write: heap bytes from position 0 to the limit. */
    public static ByteBuffer toBytes(Map<String, String> metadata, Map<String, NDArray> arrays) {
        ByteBuffer[] data = data(arrays);
        String digest = Digests.of(header(metadata, arrays, Digests.BLANK), data);
        byte[] header = header(metadata, arrays, digest);
        long size = (long) Long.BYTES + header.length;
        for (ByteBuffer part : data) {
            size += part.remaining();
        }
        ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN);
        content.putLong(header.length).put(header);
        for (ByteBuffer part : data) {
            content.put(part.duplicate());
        }
        return content.flip();
    }

    private static ByteBuffer[] data(Map<String, NDArray> arrays) {
        return arrays.values().stream().map(array -> array.toByteBuffer(true)).toArray(ByteBuffer[]::new);
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

    private static void writeAndSync(Path path, byte[] header, ByteBuffer... data) throws IOException {
        try (FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer length = ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(0, header.length);
            writeFully(channel, length);
            writeFully(channel, ByteBuffer.wrap(header));
            for (ByteBuffer part : data) {
                writeFully(channel, part.duplicate());
            }
            channel.force(true);
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Makes the rename durable. */
    private static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
