package io.alambic.student.weights;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.alambic.core.digest.Sha256;
import io.alambic.core.safetensors.SafetensorsWriter;
import io.alambic.student.registry.ModelVersions;
import io.alambic.student.registry.ServedModel;
import io.alambic.v1.WeightsManifest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Weights as records of the weights topic: a safetensors file in chunks and its manifest. Immutable.
 *
 * @param chunks chunks in order
 */
record PublishedWeights(WeightsManifest manifest, List<ByteString> chunks) {

    PublishedWeights {
        chunks = List.copyOf(chunks);
    }

    /**
     * Copies served weights.
     *
     * @param served leased model
     * @param model fingerprint of its architecture
     */
    static PublishedWeights of(ServedModel served, String student, String model, int chunkBytes) {
        ByteBuffer content =
                SafetensorsWriter.toBytes(Map.of(), served.network().snapshot());
        List<ByteString> chunks = new ArrayList<>();
        for (int at = 0; at < content.limit(); at += chunkBytes) {
            chunks.add(UnsafeByteOperations.unsafeWrap(content.slice(at, Math.min(chunkBytes, content.limit() - at))));
        }
        return new PublishedWeights(
                WeightsManifest.newBuilder()
                        .setStudentName(student)
                        .setVersion(ModelVersions.of(served))
                        .setModel(model)
                        .setChunkCount(chunks.size())
                        .setByteCount(content.limit())
                        .setSha256(sha256(content))
                        .build(),
                chunks);
    }

    long version() {
        return manifest.getVersion().getVersion();
    }

    /**
     * Joins the chunks in a direct buffer.
     *
     * @throws RefusedWeightsException if their checksum differs from the manifest
     */
    ByteBuffer content() throws RefusedWeightsException {
        long size = chunks.stream().mapToLong(ByteString::size).sum();
        if (size != manifest.getByteCount() || size > Integer.MAX_VALUE) {
            throw damaged("%d bytes came, but %d were written".formatted(size, manifest.getByteCount()));
        }
        ByteBuffer content = ByteBuffer.allocateDirect((int) size);
        chunks.forEach(chunk -> chunk.copyTo(content));
        content.flip();
        if (!sha256(content).equals(manifest.getSha256())) {
            throw damaged("their SHA-256 is another than that which was written");
        }
        return content;
    }

    private static RefusedWeightsException damaged(String message) {
        return new RefusedWeightsException(WeightsRefusal.DAMAGED, message, null);
    }

    private static ByteString sha256(ByteBuffer content) {
        MessageDigest sha256 = Sha256.of(content.remaining());
        sha256.update(content.duplicate());
        return ByteString.copyFrom(sha256.digest());
    }
}
