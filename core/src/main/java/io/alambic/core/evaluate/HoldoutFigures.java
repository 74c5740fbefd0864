package io.alambic.core.evaluate;

/**
 * Figures of a student on the holdout.
 *
 * @param samples number of samples, at least 1
 * @param klNats KL(softmax(z_t) ‖ softmax(z_s)) at temperature 1, nats, mean over the samples
 * @param agreement share of the samples where student and teacher have the same largest logit, 0..1
 * @param accuracy share of the labelled samples that the student classifies as labelled, 0..1; NaN
 *     where no sample has a label
 */
public record HoldoutFigures(int samples, double klNats, double agreement, double accuracy) {

    public HoldoutFigures {
        if (samples < 1) {
            throw new IllegalArgumentException("figures need at least one sample, but have " + samples);
        }
    }
}
