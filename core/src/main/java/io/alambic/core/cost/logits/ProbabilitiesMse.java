package io.alambic.core.cost.logits;

import ai.djl.ndarray.NDArray;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.model.Signature;
import java.util.Map;

/**
 * {@code T² · mean( (softmax(z_s / T) − softmax(z_t / T))² )} over samples and classes: between 0 and
 * 2 T² / C. Computed in 64 bits, as {@link KlDivergence} is.
 */
public record ProbabilitiesMse(Temperature temperature) implements LogitsTerm {

    @Override
    public boolean takesRuledOutClasses() {
        return true;
    }

    @Override
    public NDArray value(Map<String, NDArray> student, TrainingBatch batch) {
        NDArray own = student.get(Signature.LOGITS);
        SoftenedLogits.requireSameShape(batch.logits(), own);
        NDArray difference = probabilities(own).sub(probabilities(batch.logits()));
        return SoftenedLogits.scaled(difference.square().mean(), temperature, 1);
    }

    private NDArray probabilities(NDArray logits) {
        return SoftenedLogits.logProbabilities(logits, temperature).exp();
    }
}
