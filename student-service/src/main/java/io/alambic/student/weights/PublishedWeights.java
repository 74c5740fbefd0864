package io.alambic.student.weights;

import ai.djl.ndarray.NDArray;
import com.google.protobuf.ByteString;
import io.alambic.core.digest.Sha256;
import io.alambic.v1.WeightsManifest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * Weights as they came from the weights topic, in native memory. Whoever received them closes them.
 *
 * @param memory begins with the bytes of all chunks
 * @param size number of those bytes
 */
record PublishedWeights(WeightsManifest manifest, NDArray memory, int size) implements AutoCloseable {

    long version() {
        return manifest.getVersion().getVersion();
    }

    /** Returns a view of the bytes of all chunks. */
    ByteBuffer chunks() {
        return memory.toByteBuffer(true).slice(0, size);
    }

    /**
     * Returns a view of the safetensors file.
     *
     * @throws RefusedWeightsException if its checksum differs from the manifest
     */
    ByteBuffer content() throws RefusedWeightsException {
        if (size != manifest.getByteCount()) {
            throw damaged("%d bytes came, but %d were written".formatted(size, manifest.getByteCount()));
        }
        MessageDigest sha256 = Sha256.of(size);
        sha256.update(chunks());
        if (!ByteString.copyFrom(sha256.digest()).equals(manifest.getSha256())) {
            throw damaged("their SHA-256 is another than that which was written");
        }
        return chunks();
    }

    private static RefusedWeightsException damaged(String message) {
        return new RefusedWeightsException(WeightsRefusal.DAMAGED, message, null);
    }

    @Override
    public void close() {
        memory.close();
    }
}
