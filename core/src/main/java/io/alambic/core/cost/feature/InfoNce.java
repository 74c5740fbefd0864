package io.alambic.core.cost.feature;

import ai.djl.ndarray.NDArray;
import io.alambic.core.cost.Numbers;

/**
 * InfoNCE (van den Oord et al. 2018, arXiv 1807.03748) between the maps of student and teacher, as in contrastive representation
 * distillation (Tian et al. 2020, arXiv 1910.10699): a student's map must be nearer to the teacher's map of the same sample
 * than to those of the other samples of the batch.
 *
 * <pre>
 *   − mean over i of ln( exp(s_i · t_i / τ) / Σ_j exp(s_i · t_j / τ) )
 * </pre>
 *
 * <p>Nats; s and t are the maps as one vector for each sample, divided by its length. The negatives are those of the batch, with no
 * memory of earlier ones: a batch of one sample costs nothing. It lies between 0 and ln N + 2 / τ, and is above 0 even for equal maps.
 *
 * @param temperature τ, finite and above 0
 */
public record InfoNce(double temperature) implements FeatureDistance {

    private static final int OTHERS = 1;

    public InfoNce {
        if (!Double.isFinite(temperature) || temperature <= 0) {
            throw new IllegalArgumentException(
                    "expected a temperature of info-nce above 0, but got '%s'".formatted(temperature));
        }
    }

    @Override
    public boolean isProjected() {
        return true;
    }

    @Override
    public boolean comparesSamples() {
        return true;
    }

    @Override
    public NDArray between(NDArray student, NDArray teacher) {
        long samples = teacher.getShape().get(0);
        NDArray own = Directions.of(student.reshape(samples, -1), OTHERS);
        NDArray target = Directions.of(teacher.reshape(samples, -1), OTHERS);
        NDArray similarities = Numbers.times(own.matMul(target.transpose()), 1 / temperature);
        NDArray same = similarities.getManager().eye((int) samples);
        return Numbers.times(similarities.logSoftmax(OTHERS).mul(same).sum(), -1.0 / samples);
    }
}
