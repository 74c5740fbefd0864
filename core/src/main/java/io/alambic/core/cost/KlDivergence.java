package io.alambic.core.cost;

import ai.djl.ndarray.NDArray;
import io.alambic.core.model.Signature;
import java.util.Map;

/**
 * {@code T² · KL( softmax(z_t / T) ‖ softmax(z_s / T) )} in nats, summed over classes, mean over the
 * batch. The factor T² keeps the gradient's size when T changes (Hinton, Vinyals, Dean 2015).
 */
public record KlDivergence(Temperature temperature) implements Term {

    private static final int CLASSES = -1;

    @Override
    public TermName name() {
        return TermName.OUTPUT;
    }

    @Override
    public boolean appliesTo(TrainingBatch batch) {
        return batch.logits() != null;
    }

    @Override
    public NDArray value(Map<String, NDArray> student, TrainingBatch batch) {
        return between(batch.logits(), student.get(Signature.LOGITS));
    }

    /**
     * The divergence of the student's distribution from the teacher's.
     *
     * @param teacher logits [N, C]
     * @param student logits [N, C]
     * @return a scalar, at least 0
     */
    public NDArray between(NDArray teacher, NDArray student) {
        float t = temperature.value();
        NDArray logTeacher = scaled(teacher, 1 / t).logSoftmax(CLASSES);
        NDArray logStudent = scaled(student, 1 / t).logSoftmax(CLASSES);
        NDArray perClass = logTeacher.exp().mul(logTeacher.sub(logStudent));
        return perClass.sum().mul(t * t / teacher.getShape().get(0));
    }

    private static NDArray scaled(NDArray logits, float factor) {
        return factor == 1 ? logits : logits.mul(factor);
    }
}
