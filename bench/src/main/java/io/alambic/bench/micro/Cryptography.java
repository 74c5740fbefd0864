package io.alambic.bench.micro;

import io.alambic.core.cryptography.NativeCryptography;
import io.alambic.launch.ServiceDefaults;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Cryptography of weights, checkpoints and TLS, in a JVM with only the first compiler, as services have it (ADR 19).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(jvmArgsAppend = ServiceDefaults.FIRST_COMPILER_ONLY)
public class Cryptography {

    private static final int CONTENT_BYTES = 512 << 10;

    /** The largest record of TLS. */
    private static final int RECORD_BYTES = 16 << 10;

    private static final int KEY_BYTES = 16;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;

    /** An implementation of the algorithms. */
    public enum Provider {
        /** The JDK. */
        JDK,
        /** Native code. */
        NATIVE
    }

    /** The implementation to measure. */
    @Param
    public Provider provider;

    private final byte[] content = new byte[CONTENT_BYTES];
    private final byte[] record = new byte[RECORD_BYTES];
    private final byte[] encrypted = new byte[RECORD_BYTES + TAG_BYTES];
    private final byte[] key = new byte[KEY_BYTES];
    private final byte[] nonce = new byte[NONCE_BYTES];
    private long records;

    /** Chooses the provider for the whole JVM. */
    @Setup
    public void choose() {
        if (provider == Provider.NATIVE) {
            NativeCryptography.install();
        }
    }

    /** SHA-256 of 512 KiB, the quickstart's weights. */
    @Benchmark
    public byte[] sha256() throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(content);
    }

    /** AES-GCM over one record of TLS, with a nonce of its own. */
    @Benchmark
    public byte[] encrypt() throws GeneralSecurityException {
        ByteBuffer.wrap(nonce).putLong(records);
        records++;
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        cipher.doFinal(record, 0, record.length, encrypted);
        return encrypted;
    }
}
