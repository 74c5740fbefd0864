package io.alambic.core.cost;

import ai.djl.ndarray.NDArray;

/**
 * {@code mean( (f_s − f_t)² )} over every element (FitNets: Romero et al. 2015). Taken as the squared norm of the
 * difference, whose gradient is one product, in the order in memory that the student's map has.
 */
public record MseDistance() implements FeatureDistance {

    @Override
    public boolean isProjected() {
        return true;
    }

    @Override
    public NDArray between(NDArray student, NDArray teacher) {
        NDArray norm = student.sub(teacher).norm();
        return Numbers.times(norm.square(), 1.0 / teacher.size());
    }
}
