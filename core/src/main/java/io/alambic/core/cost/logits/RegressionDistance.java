package io.alambic.core.cost.logits;

import ai.djl.ndarray.NDArray;
import io.alambic.core.cost.ErrorLoss;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.model.Signature;
import java.util.Map;
import java.util.Objects;

/**
 * {@code mean( loss( (z_s − z_t) / σ ) )} over samples and numbers of a regression [N, D]. σ is the standard
 * deviation of each number of the teacher's answers so far, those of the batch included; so numbers in different units count
 * alike, and the λ of the term does not depend on them.
 *
 * @param loss of one error
 * @param variance σ², to which each batch is added
 */
public record RegressionDistance(ErrorLoss loss, TeacherVariance variance) implements LogitsTerm {

    public RegressionDistance {
        Objects.requireNonNull(loss, "loss");
        Objects.requireNonNull(variance, "variance");
    }

    @Override
    public boolean takesRuledOutClasses() {
        return false;
    }

    @Override
    public NDArray value(Map<String, NDArray> student, TrainingBatch batch) {
        NDArray own = student.get(Signature.LOGITS);
        SoftenedLogits.requireSameShape(batch.logits(), own);
        variance.add(batch.logits());
        NDArray scale = variance.precision(own.getManager()).sqrt();
        return loss.of(own.sub(batch.logits()).mul(scale)).mean();
    }
}
