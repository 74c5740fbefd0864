package io.alambic.core.digest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.HexFormat;

/** Identifies a file by its content. */
public final class FileDigest {

    private FileDigest() {}

    /**
     * Returns the SHA-256 of a file in hexadecimal.
     *
     * @throws IOException if it cannot be read
     */
    public static String of(Path file) throws IOException {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new IOException("there is no readable file %s".formatted(file));
        }
        try (InputStream stream = Files.newInputStream(file)) {
            DigestInputStream digesting = new DigestInputStream(stream, Sha256.of(Files.size(file)));
            digesting.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
        }
    }
}
