package io.alambic.core.digest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digest of model files, checkpoints and weights. */
public final class Sha256 {

    /** From this size on, native code is faster including the half second of its installation. */
    private static final long LARGE_BYTES = 32 << 20;

    private Sha256() {}

    /**
     * Returns a new digest.
     *
     * @param bytes approximate number of bytes to digest
     */
    public static MessageDigest of(long bytes) {
        if (bytes >= LARGE_BYTES) {
            NativeCryptography.install();
        }
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
