package io.alambic.student.weights;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.alambic.v1.WeightsChunk;
import io.alambic.v1.WeightsManifest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Assembles weights from the records of their topic, in order. Each chunk names its version, and a manifest uses only
 * chunks of its own version. Chunks that are together larger than weights of the architecture can be are dropped, whatever was
 * written to the topic. A manifest whose chunks compaction has removed is ignored. Used by one thread.
 */
final class WeightsAssembler {

    /** Bytes of memory that a chunk takes beside its data. */
    private static final int CHUNK_OVERHEAD = 128;

    private final WeightsKeys keys;
    private final long largest;
    private final TreeMap<Integer, ByteString> chunks = new TreeMap<>();
    private long version;
    private long bytes;

    /**
     * Creates an assembler without chunks.
     *
     * @param largest bytes of the largest weights to expect
     */
    WeightsAssembler(WeightsKeys keys, long largest) {
        this.keys = keys;
        this.largest = Math.min(largest, Integer.MAX_VALUE);
    }

    /**
     * Adds the next record; ignores those of other students.
     *
     * @return the weights that this record completes
     * @throws RefusedWeightsException if the record cannot be parsed
     */
    Optional<PublishedWeights> accept(byte[] key, byte[] value) throws RefusedWeightsException {
        if (key == null || value == null) {
            return Optional.empty();
        }
        try {
            if (Arrays.equals(key, keys.manifest())) {
                return whole(WeightsManifest.parseFrom(value));
            }
            if (keys.isChunk(key)) {
                add(WeightsChunk.parseFrom(value));
            }
            return Optional.empty();
        } catch (InvalidProtocolBufferException e) {
            throw new RefusedWeightsException(
                    WeightsRefusal.MALFORMED, "a record cannot be read: " + e.getMessage(), e);
        }
    }

    private void add(WeightsChunk chunk) throws RefusedWeightsException {
        if (chunk.getVersion() != version) {
            forget();
            version = chunk.getVersion();
        }
        ByteString replaced = chunks.put(chunk.getIndex(), chunk.getData());
        bytes += chunk.getData().size() - (replaced == null ? 0 : replaced.size());
        if (bytes > largest || (long) CHUNK_OVERHEAD * chunks.size() > largest) {
            forget();
            throw new RefusedWeightsException(
                    WeightsRefusal.MALFORMED,
                    "the chunks of version %d are larger than the %d bytes that weights of this architecture can take"
                            .formatted(version, largest),
                    null);
        }
    }

    private void forget() {
        chunks.clear();
        bytes = 0;
    }

    private Optional<PublishedWeights> whole(WeightsManifest manifest) {
        List<ByteString> gathered = new ArrayList<>(chunks.values());
        boolean isWhole = manifest.getVersion().getVersion() == version
                && manifest.getChunkCount() > 0
                && gathered.size() == manifest.getChunkCount()
                && chunks.firstKey() == 0
                && chunks.lastKey() == gathered.size() - 1;
        forget();
        return isWhole ? Optional.of(new PublishedWeights(manifest, gathered)) : Optional.empty();
    }
}
