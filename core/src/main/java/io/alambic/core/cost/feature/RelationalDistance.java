package io.alambic.core.cost.feature;

import ai.djl.ndarray.NDArray;

/**
 * Relational knowledge distillation, distance-wise (Park et al. 2019): compares the distances between the samples of a batch, each divided by their mean.
 * Huber's loss of the student's {@code |f_i − f_j| / mean} minus the teacher's, mean over all
 * pairs. Maps may differ in every size but N; a batch of one sample costs nothing.
 */
public record RelationalDistance() implements FeatureDistance {

    @Override
    public boolean isProjected() {
        return false;
    }

    @Override
    public boolean comparesPlaces() {
        return false;
    }

    @Override
    public NDArray between(NDArray student, NDArray teacher) {
        return Relations.huber(new Relations(student).distances().sub(new Relations(teacher).distances()));
    }
}
