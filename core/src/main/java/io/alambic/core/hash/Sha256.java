package io.alambic.core.hash;

import io.alambic.core.cryptography.NativeCryptography;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digest that model files, checkpoints and weights are known by. */
public final class Sha256 {

    /** From so many bytes on, native code is done sooner, the half second until it is there included. */
    private static final long LARGE_BYTES = 32 << 20;

    private Sha256() {}

    /**
     * A new digest.
     *
     * @param bytes how many it is for, about
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
