package io.alambic.core.cost.logits;

import ai.djl.ndarray.NDArray;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.model.Signature;
import java.util.Map;

/**
 * {@code T² · KL( softmax(z_t / T) ‖ softmax(z_s / T) )} in nats, summed over classes, mean over the
 * batch. The factor T² keeps the gradient's size when T changes (Hinton, Vinyals, Dean 2015).
 *
 * <p>Computed in 64 bits: the divergence of close distributions, as any are at a high temperature, is
 * the small difference of large terms, and 32 bits would lose it.
 */
public record KlDivergence(Temperature temperature) implements LogitsTerm {

    /** Stands for log 0, so that a class which the teacher rules out adds 0 and not 0 · ∞. */
    private static final double LOWEST = -1e300;

    @Override
    public boolean takesRuledOutClasses() {
        return true;
    }

    @Override
    public NDArray value(Map<String, NDArray> student, TrainingBatch batch) {
        return between(batch.logits(), student.get(Signature.LOGITS));
    }

    /**
     * The divergence of the student's distribution from the teacher's.
     *
     * @param teacher logits [N, C]; negative infinity rules a class out
     * @param student logits [N, C]
     * @return a scalar FP32, at least 0 up to rounding
     * @throws IllegalArgumentException if the shapes differ
     */
    public NDArray between(NDArray teacher, NDArray student) {
        SoftenedLogits.requireSameShape(teacher, student);
        NDArray logTeacher = SoftenedLogits.logProbabilities(teacher, temperature);
        NDArray logStudent = SoftenedLogits.logProbabilities(student, temperature);
        NDArray perClass = logTeacher.exp().mul(logTeacher.maximum(LOWEST).sub(logStudent));
        return SoftenedLogits.scaled(
                perClass.sum(), temperature, 1.0 / teacher.getShape().get(0));
    }
}
