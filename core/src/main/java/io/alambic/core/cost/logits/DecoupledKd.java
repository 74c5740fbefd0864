package io.alambic.core.cost.logits;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.alambic.core.cost.Numbers;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.model.Signature;
import java.util.Map;

/**
 * Decoupled knowledge distillation (Zhao et al. 2022): the divergence is split into a part for the
 * target class against all others and a part among the others, each with its own weight.
 *
 * <pre>
 *   T² · ( α · KL( [p_y, 1 − p_y] teacher ‖ student ) + β · KL( p̂ teacher ‖ p̂ student ) )
 * </pre>
 *
 * p is softmax(z / T), p̂ the softmax of the logits other than the target's; nats, mean over the batch.
 * α = 1 and β = 1 − p_y of the teacher would be {@link KlDivergence}. The target y is the label if
 * the sample has one, else the teacher's class.
 *
 * @param alpha weight of the target-class part, finite and at least 0
 * @param beta weight of the part among the other classes, likewise
 */
public record DecoupledKd(Temperature temperature, float alpha, float beta) implements LogitsTerm {

    private static final int CLASSES = 1;

    /** Removes the target from a softmax; far below any logit of 32 bits. */
    private static final double OUT = 1e300;

    /** Stands for log 0, so that a class which the teacher rules out adds 0 and not 0 · ∞. */
    private static final double LOWEST = -1e300;

    public DecoupledKd {
        requireWeight("α", alpha);
        requireWeight("β", beta);
        if (alpha + beta == 0) {
            throw new IllegalArgumentException("α and β of the decoupled divergence are both 0");
        }
    }

    private static void requireWeight(String name, float value) {
        if (!Float.isFinite(value) || value < 0) {
            throw new IllegalArgumentException(
                    "%s of the decoupled divergence must be finite and at least 0, but is %s".formatted(name, value));
        }
    }

    @Override
    public boolean takesRuledOutClasses() {
        return true;
    }

    @Override
    public NDArray value(Map<String, NDArray> student, TrainingBatch batch) {
        NDArray own = student.get(Signature.LOGITS);
        SoftenedLogits.requireSameShape(batch.logits(), own);
        long classes = own.getShape().get(CLASSES);
        if (classes < 2) {
            throw new IllegalArgumentException("the decoupled divergence needs at least 2 classes, but has " + classes);
        }
        NDArray target = target(batch);
        NDArray mask = target.oneHot(Math.toIntExact(classes), DataType.FLOAT64);
        Parts taught = parts(batch.logits(), target, mask);
        Parts learned = parts(own, target, mask);
        NDArray targetPart =
                divergence(taught.target(), learned.target()).add(divergence(taught.rest(), learned.rest()));
        NDArray otherPart =
                divergence(taught.others(), learned.others()).mul(mask.neg().add(1));
        NDArray sum = Numbers.times(targetPart.sum(), alpha).add(Numbers.times(otherPart.sum(), beta));
        return SoftenedLogits.scaled(sum, temperature, 1.0 / batch.samples());
    }

    /** The target class of each sample, INT64 [N]. */
    private static NDArray target(TrainingBatch batch) {
        NDArray named = batch.logits().argMax(CLASSES);
        if (batch.labels() == null) {
            return named;
        }
        NDArray labels = batch.labels().toType(DataType.INT64, false);
        NDArray known = labels.gte(0).toType(DataType.INT64, false);
        return labels.mul(known).add(named.mul(known.neg().add(1)));
    }

    /**
     * Log probabilities.
     *
     * @param target of the target class, [N, 1]
     * @param rest of all other classes together, [N, 1]
     * @param others of each class given that it is not the target, [N, C]; the target's is far below any
     */
    private record Parts(NDArray target, NDArray rest, NDArray others) {}

    /**
     * log(1 − p_y) is taken as log p_j − log p̂_j of a likely other class j: no probability near 0 is summed. Where all other
     * classes are ruled out, the target itself is the likeliest, and 1 − p_y is 0.
     */
    private Parts parts(NDArray logits, NDArray target, NDArray mask) {
        NDArray softened = SoftenedLogits.softened(logits, temperature);
        NDArray all = softened.logSoftmax(CLASSES);
        NDArray others = softened.sub(mask.mul(OUT)).logSoftmax(CLASSES);
        NDArray likely = others.argMax(CLASSES).expandDims(CLASSES);
        NDArray alone = likely.eq(target.expandDims(CLASSES)).toType(DataType.FLOAT64, false);
        NDArray rest =
                all.gather(likely, CLASSES).sub(others.gather(likely, CLASSES)).sub(alone.mul(OUT));
        return new Parts(all.gather(target.expandDims(CLASSES), CLASSES), rest, others);
    }

    private static NDArray divergence(NDArray teacher, NDArray student) {
        return teacher.exp().mul(teacher.maximum(LOWEST).sub(student));
    }
}
