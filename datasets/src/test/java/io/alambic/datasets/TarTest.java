package io.alambic.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarTest {

    @TempDir
    private Path temp;

    @Test
    void readsOneFileAndSkipsAnother() throws IOException {
        // Given
        Tar tar = new Tar(new ByteArrayInputStream(archive()));

        // When
        Tar.Entry first = tar.next();
        Tar.Entry second = tar.next();
        tar.copyTo(temp.resolve("second"));

        // Then
        assertThat(first).isEqualTo(new Tar.Entry("package/first", 600));
        assertThat(second).isEqualTo(new Tar.Entry("package/second", 512));
        assertThat(Files.readString(temp.resolve("second"))).isEqualTo("b".repeat(512));
        assertThat(tar.next()).isNull();
    }

    @Test
    void saysThatAnArchiveIsCutShort() throws IOException {
        // Given
        Tar tar = new Tar(new ByteArrayInputStream(Arrays.copyOf(archive(), 700)));
        tar.next();

        // Then
        assertThatThrownBy(() -> tar.copyTo(temp.resolve("first"))).isInstanceOf(EOFException.class);
    }

    private static byte[] archive() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        entry(out, "package/first", "a".repeat(600));
        entry(out, "package/second", "b".repeat(512));
        out.writeBytes(new byte[1024]);
        return out.toByteArray();
    }

    private static void entry(ByteArrayOutputStream out, String name, String content) {
        byte[] header = new byte[512];
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(nameBytes, 0, header, 0, nameBytes.length);
        byte[] size = String.format("%011o", content.length()).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(size, 0, header, 124, size.length);
        out.writeBytes(header);
        out.writeBytes(Arrays.copyOf(content.getBytes(StandardCharsets.UTF_8), (content.length() + 511) / 512 * 512));
    }
}
