package io.alambic.student.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.alambic.core.digest.Sha256;
import io.alambic.core.safetensors.SafetensorsContent;
import io.alambic.student.registry.ModelVersions;
import io.alambic.student.registry.ServedModel;
import io.alambic.v1.WeightsChunk;
import io.alambic.v1.WeightsManifest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Served weights on their way to the weights topic: a safetensors file in chunks and its manifest. One chunk at a time is in memory.
 *
 * @param served leased model
 * @param student name of the student
 * @param model fingerprint of its architecture
 */
record OutgoingWeights(ServedModel served, String student, String model, WeightsSettings settings) {

    /**
     * Writes the weights.
     *
     * @param chunks receives the chunks in order; each is valid during the call
     * @return the manifest, which belongs behind them
     * @throws IllegalArgumentException if the weights cannot be published in the type that is set
     */
    WeightsManifest write(Consumer<WeightsChunk> chunks) {
        try (NDManager scope = NDManager.newBaseManager()) {
            Map<String, NDArray> stored =
                    settings.type().stored(served.network().snapshot(), scope);
            SafetensorsContent content = SafetensorsContent.of(Map.of(), stored);
            MessageDigest sha256 = Sha256.of(content.size());
            int count = write(content.parts(), sha256, chunks);
            return WeightsManifest.newBuilder()
                    .setStudentName(student)
                    .setVersion(ModelVersions.of(served))
                    .setModel(model)
                    .setChunkCount(count)
                    .setByteCount(content.size())
                    .setSha256(ByteString.copyFrom(sha256.digest()))
                    .build();
        }
    }

    private int write(Iterator<ByteBuffer> parts, MessageDigest sha256, Consumer<WeightsChunk> chunks) {
        ByteBuffer chunk = ByteBuffer.allocate(settings.chunkBytes());
        int count = 0;
        while (parts.hasNext()) {
            ByteBuffer part = parts.next();
            while (part.hasRemaining()) {
                int bytes = Math.min(part.remaining(), chunk.remaining());
                chunk.put(part.slice(part.position(), bytes));
                part.position(part.position() + bytes);
                if (!chunk.hasRemaining() || !(part.hasRemaining() || parts.hasNext())) {
                    chunk.flip();
                    sha256.update(chunk.duplicate());
                    chunks.accept(WeightsChunk.newBuilder()
                            .setVersion(served.version())
                            .setIndex(count++)
                            .setData(UnsafeByteOperations.unsafeWrap(chunk))
                            .build());
                    chunk.clear();
                }
            }
        }
        return count;
    }
}
