package io.alambic.datasets.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpmPackageTest {

    @TempDir
    private Path temp;

    @Test
    void wantedFilesAreWrittenAndOthersAreNot() throws Exception {
        // Given
        NpmPackage images = delivering(archive());

        // When
        images.extract("package/data/", List.of("second"), temp);

        // Then
        assertThat(temp.resolve("second")).hasContent("b".repeat(512));
        assertThat(temp.resolve("first")).doesNotExist();
        assertThat(temp.resolve("images-1.0.0.tgz")).doesNotExist();
    }

    @Test
    void archiveThatIsCutShortIsRefused() throws Exception {
        // Given
        byte[] whole = archive();
        NpmPackage images = delivering(Arrays.copyOf(whole, whole.length / 2));

        // Then
        assertThatThrownBy(() -> images.extract("package/data/", List.of("second"), temp))
                .isInstanceOf(IOException.class);
    }

    /** Creates a package whose npm is a script that delivers this archive. */
    private NpmPackage delivering(byte[] archive) throws IOException {
        Path delivered = Files.write(temp.resolve("delivered"), archive);
        Path npm = Files.writeString(temp.resolve("npm"), "#!/bin/sh\ncp '%s' images-1.0.0.tgz\n".formatted(delivered));
        Files.setPosixFilePermissions(npm, PosixFilePermissions.fromString("rwx------"));
        return new NpmPackage(npm.toString(), "images", "1.0.0");
    }

    private static byte[] archive() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(out))) {
            add(tar, "package/data/first", "a".repeat(600));
            add(tar, "package/data/second", "b".repeat(512));
        }
        return out.toByteArray();
    }

    private static void add(TarArchiveOutputStream tar, String name, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }
}
