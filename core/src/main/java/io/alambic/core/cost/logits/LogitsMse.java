package io.alambic.core.cost.logits;

import ai.djl.ndarray.NDArray;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.model.Signature;
import java.util.Map;

/**
 * {@code mean( (z_s − z_t)² )} over samples and classes (Ba, Caruana 2014): the limit of the divergence
 * at a high temperature, but for a factor and for a constant that a sample's logits may share.
 */
public record LogitsMse() implements LogitsTerm {

    @Override
    public boolean takesRuledOutClasses() {
        return false;
    }

    @Override
    public NDArray value(Map<String, NDArray> student, TrainingBatch batch) {
        NDArray own = student.get(Signature.LOGITS);
        SoftenedLogits.requireSameShape(batch.logits(), own);
        return own.sub(batch.logits()).square().mean();
    }
}
