package io.alambic.core.cost.feature;

import ai.djl.ndarray.NDArray;

/**
 * Relational knowledge distillation, angle-wise (Park et al. 2019): compares the angles that every three samples of a batch form, as cosines.
 * Huber's loss of the student's {@code cos ∠ f_j f_i f_k} minus the teacher's, mean over all
 * triples. Maps may differ in every size but N; a batch of one sample costs nothing.
 */
public record RelationalAngle() implements FeatureDistance {

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
        return Relations.huber(new Relations(student).angles().sub(new Relations(teacher).angles()));
    }
}
