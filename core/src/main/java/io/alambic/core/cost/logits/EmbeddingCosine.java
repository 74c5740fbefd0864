package io.alambic.core.cost.logits;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.alambic.core.cost.Numbers;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.cost.feature.CosineDistance;
import io.alambic.core.model.Signature;
import java.util.Map;

/**
 * {@code 1 − cos(z_s, z_t)} of embeddings [N, D], mean over N; from 0 to 2, blind to their length. As in
 * {@link CosineDistance}, a zero vector is 0 away from another one and ½ from the rest, and gets no gradient.
 *
 * <p>Computed in 64 bits: the directions of close embeddings differ by less than 32 bits can tell.
 */
public record EmbeddingCosine() implements LogitsTerm {

    private static final CosineDistance DISTANCE = new CosineDistance();

    @Override
    public boolean takesRuledOutClasses() {
        return false;
    }

    @Override
    public NDArray value(Map<String, NDArray> student, TrainingBatch batch) {
        NDArray own = student.get(Signature.LOGITS);
        SoftenedLogits.requireSameShape(batch.logits(), own);
        NDArray distance = DISTANCE.between(Numbers.timesIn64Bits(own, 1), Numbers.timesIn64Bits(batch.logits(), 1));
        return Numbers.cast(distance, DataType.FLOAT32);
    }
}
