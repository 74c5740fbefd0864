package io.alambic.core.cost;

import ai.djl.ndarray.NDArray;

/** {@code mean( (f_s − f_t)² )} over every element (FitNets: Romero et al. 2015). */
public record MseDistance() implements FeatureDistance {

    @Override
    public boolean isProjected() {
        return true;
    }

    @Override
    public NDArray between(NDArray student, NDArray teacher) {
        return student.sub(teacher).square().mean();
    }
}
