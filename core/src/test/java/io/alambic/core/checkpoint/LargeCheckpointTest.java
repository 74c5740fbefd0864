package io.alambic.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.core.digest.Sha256;
import io.alambic.core.safetensors.SafetensorsFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint of more bytes than a Java buffer can hold, whose zeros take no space on disk. */
class LargeCheckpointTest {

    private static final long ELEMENTS = 300_000_000;
    private static final long BYTES = 2 * ELEMENTS * Float.BYTES;
    private static final String BLANK = "0".repeat(64);

    @TempDir
    Path folder;

    @Test
    void isReadWithoutItsBytesInMemoryAndNotSetAside() throws IOException {
        // Given
        Path file = folder.resolve("checkpoint-000000000005.safetensors");
        write(file, header(digest(header(BLANK))));
        CheckpointStore store = new CheckpointStore(folder, 1, (aside, reason) -> {
            throw new AssertionError(aside + " was set aside: " + reason);
        });

        // When
        store.requireRestorable("m");

        // Then
        assertThat(file).exists();
        assertThat(SafetensorsFile.readHeader(file).metadata()).containsEntry("alambic.checkpoint.model", "m");
    }

    private static byte[] header(String digest) {
        String json = ("{\"__metadata__\":{\"alambic.checkpoint.format\":\"1\",\"alambic.checkpoint.model\":\"m\","
                        + "\"alambic.checkpoint.version\":\"1\",\"alambic.checkpoint.lineage\":\"{'offsets':{}}\","
                        + "\"alambic.sha256\":\"%s\"},\"a\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[0,%d]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[%d,%d]}}")
                .formatted(digest, ELEMENTS, BYTES / 2, ELEMENTS, BYTES / 2, BYTES);
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] length(byte[] header) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .array();
    }

    private static String digest(byte[] header) {
        MessageDigest sha256 = Sha256.of(BYTES);
        sha256.update(length(header));
        sha256.update(header);
        byte[] zeros = new byte[1 << 20];
        for (long left = BYTES; left > 0; left -= zeros.length) {
            sha256.update(zeros, 0, (int) Math.min(left, zeros.length));
        }
        return HexFormat.of().formatHex(sha256.digest());
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
