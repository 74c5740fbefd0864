package io.alambic.student.weights;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.alambic.v1.WeightsChunk;
import io.alambic.v1.WeightsManifest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Assembles weights from the records of their topic, in order, in native memory. Each chunk names its version, and a manifest uses only
 * chunks of its own version. Chunks that are together larger than weights of the architecture can be are dropped, whatever was
 * written to the topic. A manifest whose chunks compaction has removed is ignored. Used by one thread; closed with its parent manager.
 */
final class WeightsAssembler {

    /** Index of the next chunk where one was missing: none completes the weights. */
    private static final int BROKEN = -1;

    private final WeightsKeys keys;
    private final NDManager manager;
    private final int largest;
    private NDArray memory;
    private ByteBuffer bytes;
    private long version;
    private int next;

    /**
     * Creates an assembler without chunks.
     *
     * @param parent manager under which the bytes are kept
     * @param largest bytes of the largest weights to expect
     */
    WeightsAssembler(WeightsKeys keys, NDManager parent, long largest) {
        this.keys = keys;
        this.manager = parent.newSubManager(Device.cpu());
        this.largest = (int) Math.min(largest, Integer.MAX_VALUE);
    }

    /**
     * Adds the next record; ignores those of other students.
     *
     * @return the weights that this record completes, which the caller closes
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
        if (chunk.getVersion() != version || chunk.getIndex() == 0) {
            forget();
            version = chunk.getVersion();
        }
        if (chunk.getIndex() != next) {
            forget();
            next = BROKEN;
            return;
        }
        ByteString data = chunk.getData();
        if (data.size() > largest - position()) {
            forget();
            next = BROKEN;
            throw new RefusedWeightsException(
                    WeightsRefusal.MALFORMED,
                    "the chunks of version %d are larger than the %d bytes that weights of this architecture can take"
                            .formatted(version, largest),
                    null);
        }
        reserve(data.size());
        data.copyTo(bytes);
        next++;
    }

    private int position() {
        return memory == null ? 0 : bytes.position();
    }

    private void reserve(int more) {
        if (memory == null || bytes.remaining() < more) {
            NDArray before = memory;
            ByteBuffer content = memory == null ? ByteBuffer.allocate(0) : bytes.flip();
            long needed = (long) content.remaining() + more;
            memory = manager.create(
                    new Shape(Math.min(largest, Math.max(needed, 2L * content.remaining()))), DataType.UINT8);
            bytes = memory.toByteBuffer(true).put(content);
            if (before != null) {
                before.close();
            }
        }
    }

    private void forget() {
        if (memory != null) {
            memory.close();
            memory = null;
        }
        next = 0;
    }

    private Optional<PublishedWeights> whole(WeightsManifest manifest) {
        boolean isWhole = manifest.getVersion().getVersion() == version && next > 0 && next == manifest.getChunkCount();
        if (!isWhole) {
            forget();
            return Optional.empty();
        }
        PublishedWeights weights = new PublishedWeights(manifest, memory, position());
        memory = null;
        next = 0;
        return Optional.of(weights);
    }
}
