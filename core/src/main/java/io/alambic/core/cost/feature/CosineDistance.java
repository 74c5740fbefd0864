package io.alambic.core.cost.feature;

import ai.djl.ndarray.NDArray;
import io.alambic.core.cost.Numbers;

/**
 * {@code 1 − cos(f_s, f_t)} along the channels, mean over samples and places: blind to the scale of the
 * maps. Computed as half the squared distance of the directions, which does not cancel where they
 * nearly agree. The direction of a zero vector is zero: it is 0 away from another one and ½ from the rest.
 */
public record CosineDistance() implements FeatureDistance {

    private static final int CHANNELS = 1;

    @Override
    public boolean isProjected() {
        return true;
    }

    @Override
    public NDArray between(NDArray student, NDArray teacher) {
        NDArray difference = Directions.of(student, CHANNELS).sub(Directions.of(teacher, CHANNELS));
        double vectors = (double) teacher.getShape().size() / teacher.getShape().get(CHANNELS);
        return Numbers.times(difference.square().sum(), 1 / (2 * vectors));
    }
}
