package io.alambic.core.cost.logits;

import ai.djl.ndarray.NDArray;
import io.alambic.core.cost.Numbers;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.model.Signature;
import java.util.Map;

/**
 * {@link KlDivergence} of standardized logits (Sun et al. 2024, arXiv 2403.01427): of each sample's logits the mean is taken away, and the
 * rest is divided by their standard deviation, at the teacher and at the student.
 *
 * <pre>
 *   T² · KL( softmax(ẑ_t / T) ‖ softmax(ẑ_s / T) ),   ẑ = (z − mean(z)) / √(variance(z) + ε²)
 * </pre>
 *
 * <p>Nats, summed over classes, mean over the batch; ε = {@value #EPSILON} keeps equal logits at 0. A student of any scale of
 * logits costs nothing if its relations between classes are the teacher's.
 */
public record StandardizedKl(Temperature temperature) implements LogitsTerm {

    private static final int CLASSES = -1;
    private static final double EPSILON = 1e-7;

    /** A class that is ruled out would take the mean with it. */
    @Override
    public boolean takesRuledOutClasses() {
        return false;
    }

    @Override
    public NDArray value(Map<String, NDArray> student, TrainingBatch batch) {
        NDArray own = student.get(Signature.LOGITS);
        SoftenedLogits.requireSameShape(batch.logits(), own);
        return new KlDivergence(temperature).between(standardized(batch.logits()), standardized(own));
    }

    /** Computed in 64 bits. */
    private static NDArray standardized(NDArray logits) {
        NDArray wide = Numbers.timesIn64Bits(logits, 1);
        NDArray centred = wide.sub(wide.mean(new int[] {CLASSES}, true));
        NDArray variance = centred.mul(centred).mean(new int[] {CLASSES}, true);
        return centred.div(variance.add(logits.getManager().create(new double[] {EPSILON * EPSILON}))
                .sqrt());
    }
}
