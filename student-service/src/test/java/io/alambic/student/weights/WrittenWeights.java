package io.alambic.student.weights;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alambic.core.model.Architecture;
import io.alambic.core.storage.WeightType;
import io.alambic.student.registry.ServedModel;
import io.alambic.v1.WeightsChunk;
import io.alambic.v1.WeightsManifest;
import java.util.ArrayList;
import java.util.List;

/** The records of published weights of the student called "student". */
record WrittenWeights(WeightsManifest manifest, List<WeightsChunk> chunks) {

    static WrittenWeights of(ServedModel served, Architecture architecture, int chunkBytes) {
        WeightsSettings settings = new WeightsSettings("weights", true, chunkBytes, WeightType.FP32, Long.MAX_VALUE);
        List<WeightsChunk> chunks = new ArrayList<>();
        WeightsManifest manifest = new OutgoingWeights(served, "student", architecture.fingerprint(), settings)
                .write(chunk -> chunks.add(copy(chunk)));
        return new WrittenWeights(manifest, chunks);
    }

    private static WeightsChunk copy(WeightsChunk chunk) {
        try {
            return WeightsChunk.parseFrom(chunk.toByteArray());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
