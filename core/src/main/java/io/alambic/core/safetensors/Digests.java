package io.alambic.core.safetensors;

import io.alambic.core.digest.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.Stream;

/** SHA-256 of a safetensors file whose own digest entry counts as zeros. */
final class Digests {

    /** Stands in the header while the digest is computed. */
    static final String BLANK = "0".repeat(64);

    private Digests() {}

    static String of(byte[] headerWithBlank, long bytes, Stream<ByteBuffer> data) {
        MessageDigest sha256 = begin(headerWithBlank, bytes);
        data.forEach(sha256::update);
        return HexFormat.of().formatHex(sha256.digest());
    }

    static String of(byte[] headerWithBlank, FileContent content) throws IOException {
        MessageDigest sha256 = begin(headerWithBlank, content.size());
        content.digest(Long.BYTES + headerWithBlank.length, sha256);
        return HexFormat.of().formatHex(sha256.digest());
    }

    static void requireMatch(String digest, byte[] header, FileContent content) throws IOException {
        if (digest == null || digest.length() != BLANK.length()) {
            throw new IllegalArgumentException("no digest in its metadata");
        }
        byte[] blanked = new String(header, StandardCharsets.ISO_8859_1)
                .replace(digest, BLANK)
                .getBytes(StandardCharsets.ISO_8859_1);
        String actual = of(blanked, content);
        if (!actual.equals(digest)) {
            throw new IllegalArgumentException("its SHA-256 is %s, but %s was written".formatted(actual, digest));
        }
    }

    private static MessageDigest begin(byte[] header, long bytes) {
        MessageDigest sha256 = Sha256.of(bytes);
        sha256.update(
                ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(0, header.length));
        sha256.update(header);
        return sha256;
    }
}
