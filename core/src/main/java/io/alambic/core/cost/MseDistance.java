package io.alambic.core.cost;

import ai.djl.ndarray.NDArray;

/**
 * {@code mean( (f_s − f_t)² )} over every element (FitNets: Romero et al. 2015). Taken in the order in
 * memory that the student's map has.
 */
public record MseDistance() implements FeatureDistance {

    @Override
    public boolean isProjected() {
        return true;
    }

    @Override
    public NDArray between(NDArray student, NDArray teacher) {
        return Numbers.times(student.sub(teacher).square().sum(), 1.0 / teacher.size());
    }
}
