package io.alambic.core.cost.logits;

import ai.djl.ndarray.NDArray;
import io.alambic.core.cost.Numbers;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.model.Signature;
import java.util.Map;

/**
 * {@code T² · Σ_c KL( Bernoulli(sigmoid(z_t,c / T)) ‖ Bernoulli(sigmoid(z_s,c / T)) )} in nats, mean over
 * the batch: for answers that are a set of classes, each in it or not (multi-label). The factor T² keeps the gradient's size
 * when T changes (Hinton, Vinyals, Dean 2015).
 *
 * <p>{@code sigmoid(z)} is the first of {@code softmax(z, 0)}, so that each class is a {@link KlDivergence} between two.
 */
public record BinaryKl(Temperature temperature) implements LogitsTerm {

    private static final int PAIR = 2;

    @Override
    public boolean takesRuledOutClasses() {
        return true;
    }

    @Override
    public NDArray value(Map<String, NDArray> student, TrainingBatch batch) {
        return between(batch.logits(), student.get(Signature.LOGITS));
    }

    /**
     * The divergence of the student's distributions from the teacher's.
     *
     * @param teacher logits [N, C]; negative infinity rules a class out
     * @param student logits [N, C]
     * @return a scalar FP32, at least 0 up to rounding
     * @throws IllegalArgumentException if the shapes differ
     */
    public NDArray between(NDArray teacher, NDArray student) {
        SoftenedLogits.requireSameShape(teacher, student);
        NDArray perClass = new KlDivergence(temperature).between(pairs(teacher), pairs(student));
        long classes = teacher.getShape().size() / teacher.getShape().get(0);
        return Numbers.times(perClass, classes);
    }

    /** Logits {@code (z, 0)} of every number z, [N · C, 2]. */
    private static NDArray pairs(NDArray logits) {
        return logits.stack(logits.zerosLike(), -1).reshape(-1, PAIR);
    }
}
