package io.alambic.core.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.alambic.core.tensor.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {

    private static final Map<String, String> METADATA = Map.of("name", "größer \"x\"", "empty", "");

    private final NDManager manager = NDManager.newBaseManager();
    private final Map<String, NDArray> arrays = new LinkedHashMap<>();

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void fill() {
        file = folder.resolve("weights.safetensors");
        arrays.put("w", manager.create(new float[] {1, -0f, Float.NaN, Float.MAX_VALUE, 5, 6}, new Shape(2, 3)));
        arrays.put("scalar", manager.create(2.5f));
        arrays.put("steps", manager.create(new long[] {Long.MAX_VALUE, -1}));
        arrays.put("bytes", manager.create(new byte[] {1, 2, 3}));
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void inMemoryItIsWhatAFileWouldHold() throws IOException {
        // Given
        SafetensorsWriter.write(file, METADATA, arrays);

        // When
        SafetensorsContent whole = SafetensorsContent.of(METADATA, arrays);
        ByteBuffer content = ByteBuffer.allocate((int) whole.size());
        whole.parts().forEachRemaining(content::put);
        content.flip();

        // Then
        assertThat(content).isEqualTo(ByteBuffer.wrap(Files.readAllBytes(file)));
        ByteBuffer direct =
                ByteBuffer.allocateDirect(content.limit()).put(content).flip();
        assertThat(SafetensorsFile.of(direct).digest())
                .isEqualTo(SafetensorsFile.read(file).digest());
        direct.put(direct.limit() - 1, (byte) ~direct.get(direct.limit() - 1));
        assertThatThrownBy(() -> SafetensorsFile.of(direct))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("SHA-256");
    }

    @Test
    void everyTensorAndTextComesBackAsItWas() throws IOException {
        // When
        String digest = SafetensorsWriter.write(file, METADATA, arrays);
        SafetensorsFile read = SafetensorsFile.read(file);

        // Then
        assertThat(read.digest()).isEqualTo(digest).matches("[0-9a-f]{64}");
        assertThat(read.metadata()).isEqualTo(METADATA);
        assertThat(read.tensors()).containsOnlyKeys("w", "scalar", "steps", "bytes");
        read.tensors().forEach((name, entry) -> {
            NDArray array = entry.toArray(manager);
            assertThat(array.getShape()).isEqualTo(arrays.get(name).getShape());
            assertThat(array.getDataType()).isEqualTo(arrays.get(name).getDataType());
            assertThat(array.toByteBuffer(true)).isEqualTo(arrays.get(name).toByteBuffer(true));
        });
        assertThat(read.tensors().get("w").type()).isEqualTo(TensorType.FP32);
    }

    @Test
    void viewsOfOtherArraysAreWrittenAsTheyLook() throws IOException {
        // Given
        NDArray square = manager.arange(16f).reshape(4, 4);
        Map<String, NDArray> views =
                Map.of("rows", square.get("1:3"), "columns", square.get(":, 1:3"), "turned", square.transpose());

        // When
        SafetensorsWriter.write(file, Map.of(), views);

        // Then
        SafetensorsFile.read(file).tensors().forEach((name, entry) -> assertThat(
                        entry.toArray(manager).toFloatArray())
                .isEqualTo(views.get(name).toFloatArray()));
    }

    @Test
    void theFileIsLaidOutAsTheFormatSays() throws IOException {
        // When
        SafetensorsWriter.write(file, METADATA, arrays);

        // Then
        byte[] content = Files.readAllBytes(file);
        int header = Math.toIntExact(
                ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getLong());
        JsonObject json = JsonParser.parseString(new String(content, 8, header, StandardCharsets.UTF_8))
                .getAsJsonObject();
        assertThat(header % 8).isZero();
        assertThat(content).hasSize(8 + header + 24 + 4 + 16 + 3);
        assertThat(json.getAsJsonObject("__metadata__").get("name").getAsString())
                .isEqualTo(METADATA.get("name"));
        assertThat(json.get("steps")).hasToString("{\"dtype\":\"I64\",\"shape\":[2],\"data_offsets\":[28,44]}");
        assertThat(content[8 + header + 44]).isEqualTo((byte) 1);
    }

    @Test
    void equalContentHasAnEqualDigestAndAnyChangeAnother() throws IOException {
        // When
        String digest = SafetensorsWriter.write(file, METADATA, arrays);

        // Then
        assertThat(SafetensorsWriter.write(folder.resolve("again"), METADATA, arrays))
                .isEqualTo(digest);
        assertThat(SafetensorsWriter.write(folder.resolve("renamed"), Map.of("name", "other"), arrays))
                .isNotEqualTo(digest);
        arrays.get("scalar").addi(1);
        assertThat(SafetensorsWriter.write(folder.resolve("moved"), METADATA, arrays))
                .isNotEqualTo(digest);
    }

    @Test
    void everyTruncationIsRecognised() throws IOException {
        // Given
        SafetensorsWriter.write(file, METADATA, arrays);
        byte[] whole = Files.readAllBytes(file);

        for (int length = 0; length < whole.length; length++) {
            // When
            Files.write(file, Arrays.copyOf(whole, length));

            // Then
            requireDamaged("cut to %d bytes".formatted(length));
        }
    }

    @Test
    void everyFlippedBitIsRecognised() throws IOException {
        // Given
        SafetensorsWriter.write(file, METADATA, arrays);
        byte[] whole = Files.readAllBytes(file);

        for (int i = 0; i < whole.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                // When
                byte[] altered = whole.clone();
                altered[i] ^= (byte) (1 << bit);
                Files.write(file, altered);

                // Then
                requireDamaged("bit %d of byte %d flipped".formatted(bit, i));
            }
        }
    }

    @Test
    void bytesBehindTheEndAreRecognised() throws IOException {
        // Given
        SafetensorsWriter.write(file, METADATA, arrays);
        byte[] whole = Files.readAllBytes(file);

        // When
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));

        // Then
        requireDamaged("a byte too many");
    }

    @Test
    void pageOfZerosInTheMiddleIsRecognised() throws IOException {
        // Given: what a torn write leaves behind
        arrays.put("large", manager.ones(new Shape(4096)));
        SafetensorsWriter.write(file, METADATA, arrays);
        byte[] content = Files.readAllBytes(file);

        // When
        Arrays.fill(content, 4096, 8192, (byte) 0);
        Files.write(file, content);

        // Then
        requireDamaged("a page of zeros");
    }

    @Test
    void fileOfAnotherToolIsRefusedForItsMissingDigest() throws IOException {
        // Given
        writeRaw("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", new byte[4]);

        // Then
        assertThatThrownBy(() -> SafetensorsFile.read(file))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContainingAll(file.toString(), "no digest");
    }

    @Test
    void hugeHeaderLengthIsRefusedAndNotAllocated() throws IOException {
        // Given
        Files.write(
                file,
                ByteBuffer.allocate(64)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(0, Long.MAX_VALUE)
                        .array());

        // Then
        requireDamaged("a header of %d bytes".formatted(Long.MAX_VALUE));
    }

    @Test
    void headersThatMakeNoSenseAreDamageEvenWithTheRightDigest() throws IOException {
        for (String tensor : new String[] {
            "{}",
            "7",
            "null",
            "{\"dtype\":\"F32\",\"shape\":[1]}",
            "{\"dtype\":\"F32\",\"shape\":7,\"data_offsets\":[0,4]}",
            "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[]}",
            "{\"dtype\":\"F33\",\"shape\":[1],\"data_offsets\":[0,4]}",
            "{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}",
            "{\"dtype\":\"F32\",\"shape\":[-9],\"data_offsets\":[0,4]}",
            "{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}",
            "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}",
            "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}",
            "{\"dtype\":\"F32\",\"shape\":[4294967297],\"data_offsets\":[0,4]}",
            "{\"dtype\":\"F32\",\"shape\":[9223372036854775807,4],\"data_offsets\":[0,4]}"
        }) {
            // When
            writeSigned("{\"__metadata__\":{\"alambic.sha256\":\"%s\"},\"w\":" + tensor + "}", new byte[4]);

            // Then
            requireDamaged(tensor);
        }
    }

    @Test
    void arrayReadTwiceIsTwoCopies() throws IOException {
        // Given
        SafetensorsWriter.write(file, METADATA, arrays);
        SafetensorsFile read = SafetensorsFile.read(file);
        NDArray first = read.tensors().get("scalar").toArray(manager);

        // When
        first.addi(1);

        // Then
        assertThat(read.tensors().get("scalar").toArray(manager).getFloat()).isEqualTo(2.5f);
    }

    @Test
    void failedWriteLeavesTheTargetAndNoTemporaryFile() throws IOException {
        // Given: a directory that is not empty cannot be replaced by a file
        Files.createDirectories(file.resolve("occupied"));

        // When
        assertThatThrownBy(() -> SafetensorsWriter.write(file, METADATA, arrays))
                .isInstanceOf(IOException.class);

        // Then
        assertThat(folder).isDirectoryContaining(path -> path.equals(file));
        assertThat(folder.toFile().list()).containsExactly(file.getFileName().toString());
    }

    @Test
    void arrayThatCannotBeReadLeavesTheTargetAsItWas() throws IOException {
        // Given
        String digest = SafetensorsWriter.write(file, METADATA, arrays);
        Map<String, NDArray> broken = new HashMap<>(arrays);
        NDArray closed = manager.create(1f);
        closed.close();
        broken.put("closed", closed);

        // When
        assertThatThrownBy(() -> SafetensorsWriter.write(file, METADATA, broken))
                .isInstanceOf(IllegalStateException.class);

        // Then
        assertThat(SafetensorsFile.read(file).digest()).isEqualTo(digest);
    }

    private void requireDamaged(String how) {
        assertThatThrownBy(() -> SafetensorsFile.read(file))
                .as(how)
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining(file.toString());
    }

    /** A file with the digest that belongs to it. */
    private void writeSigned(String header, byte[] data) throws IOException {
        byte[] blank = header.formatted(Digests.BLANK).getBytes(StandardCharsets.UTF_8);
        writeRaw(header.formatted(Digests.of(blank, data.length, Stream.of(ByteBuffer.wrap(data)))), data);
    }

    private void writeRaw(String header, byte[] data) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer content = ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(file, content.putLong(json.length).put(json).put(data).array());
    }
}
