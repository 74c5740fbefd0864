package io.alambic.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.core.safetensors.SafetensorsFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint of more bytes than a Java buffer can hold, whose zeros take no space on disk. */
class LargeCheckpointTest {

    private static final long ELEMENTS = 1L << 28;
    private static final long BYTES = 2 * ELEMENTS * Float.BYTES;

    /** SHA-256 of this very file with its digest as zeros. */
    private static final String DIGEST = "53f7c760c028eb37a6bcc4016fdd05e5bcfb4c76db1a30d403726c0da87549b8";

    @TempDir
    Path folder;

    @Test
    void isReadWithoutItsBytesInMemoryAndNotSetAside() throws IOException {
        // Given
        Path file = folder.resolve("checkpoint-000000000005.safetensors");
        write(file, header());
        CheckpointStore store = new CheckpointStore(folder, 1, (aside, reason) -> {
            throw new AssertionError(aside + " was set aside: " + reason);
        });

        // When
        store.requireRestorable("m");

        // Then
        assertThat(file).exists();
        assertThat(SafetensorsFile.readHeader(file).metadata()).containsEntry("alambic.checkpoint.model", "m");
    }

    private static byte[] header() {
        String json = ("{\"__metadata__\":{\"alambic.checkpoint.format\":\"1\",\"alambic.checkpoint.model\":\"m\","
                        + "\"alambic.checkpoint.version\":\"1\",\"alambic.checkpoint.lineage\":\"{'offsets':{}}\","
                        + "\"alambic.sha256\":\"%s\"},\"a\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[0,%d]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[%d,%d]}}")
                .formatted(DIGEST, ELEMENTS, BYTES / 2, ELEMENTS, BYTES / 2, BYTES);
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] length(byte[] header) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .array();
    }

    private static void write(Path file, byte[] header) throws IOException {
        Files.write(file, length(header));
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.seek(Long.BYTES);
            sparse.write(header);
            sparse.setLength(Long.BYTES + header.length + BYTES);
        }
    }
}
