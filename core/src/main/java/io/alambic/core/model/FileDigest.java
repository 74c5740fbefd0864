package io.alambic.core.model;

import io.alambic.core.cryptography.NativeCryptography;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names a file by its content. */
public final class FileDigest {

    /** From which size on native code is done sooner, the half second until it is there included. */
    private static final long LARGE_BYTES = 32 << 20;

    private FileDigest() {}

    /**
     * SHA-256 of a file in hexadecimal.
     *
     * @throws IOException if it cannot be read
     */
    public static String of(Path file) throws IOException {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new IOException("there is no readable file %s".formatted(file));
        }
        if (Files.size(file) >= LARGE_BYTES) {
            NativeCryptography.install();
        }
        try (InputStream stream = Files.newInputStream(file)) {
            DigestInputStream digesting = new DigestInputStream(stream, MessageDigest.getInstance("SHA-256"));
            digesting.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
