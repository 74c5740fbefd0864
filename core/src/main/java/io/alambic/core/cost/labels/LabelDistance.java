package io.alambic.core.cost.labels;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.DataType;
import io.alambic.core.cost.ErrorLoss;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.cost.logits.TeacherVariance;
import io.alambic.core.model.Signature;
import java.util.Map;
import java.util.Objects;

/**
 * {@code mean( loss( (z_s − y) / σ ) )} over the numbers of a regression [N, D] whose label y is known: labels are
 * FP32 [N, D], and NaN is an unknown one. Where none is known the term is 0. σ is the standard deviation of the teacher's
 * answers, as in {@link io.alambic.core.cost.logits.RegressionDistance}; labels do not change it.
 *
 * @param loss of one error
 * @param variance σ², read alone
 */
public record LabelDistance(ErrorLoss loss, TeacherVariance variance) implements LabelTerm {

    public LabelDistance {
        Objects.requireNonNull(loss, "loss");
        Objects.requireNonNull(variance, "variance");
    }

    @Override
    public NDArray value(Map<String, NDArray> student, TrainingBatch batch) {
        NDArray own = student.get(Signature.LOGITS);
        NDArray labels = batch.labels();
        LabelShapes.requireSame(labels, own);
        NDArray unknown = labels.isNaN();
        NDArray known = unknown.logicalNot().toType(DataType.FLOAT32, false);
        NDArray targets = NDArrays.where(unknown, labels.zerosLike(), labels);
        NDArray scale = variance.precision(own.getManager()).sqrt().mul(known);
        NDArray count = known.sum().maximum(1);
        return loss.of(own.sub(targets).mul(scale)).sum().div(count);
    }
}
