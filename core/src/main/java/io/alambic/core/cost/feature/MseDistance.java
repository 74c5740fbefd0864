package io.alambic.core.cost.feature;

import ai.djl.ndarray.NDArray;
import io.alambic.core.cost.Numbers;

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
        return Numbers.times(sumOfSquares(student.sub(teacher)), 1.0 / teacher.size());
    }

    /**
     * Where one factor of a square is constant, the way back is one product instead of a power and two, and half of what it
     * should be; {@code 2 s − s} makes up for it and is {@code s}.
     */
    private static NDArray sumOfSquares(NDArray array) {
        NDArray sum = array.mul(array.stopGradient()).sum();
        return sum.add(sum).sub(sum.stopGradient());
    }
}
