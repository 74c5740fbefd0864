package io.alambic.core.cost.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.cost.Numbers;

/**
 * Attention transfer (Zagoruyko, Komodakis 2017): where a map is active, not by which channels.
 *
 * <pre>
 *   q = mean over channels of f², as one vector of all places, divided by its norm
 *   distance = Σ over places of (q_s − q_t)², mean over N; from 0 to 2
 * </pre>
 *
 * Channels may differ in number; places [H, W] or [T] are fitted as for a projector, others must be equal.
 */
public record AttentionDistance() implements FeatureDistance {

    private static final int CHANNELS = 1;

    @Override
    public boolean isProjected() {
        return false;
    }

    @Override
    public NDArray between(NDArray student, NDArray teacher) {
        NDArray difference = attention(fitted(student, teacher)).sub(attention(teacher));
        return Numbers.times(difference.square().sum(), 1.0 / teacher.getShape().get(0));
    }

    @Override
    public void requireComparable(Shape student, Shape teacher) {
        if (student.dimension() < 2 || student.dimension() != teacher.dimension()) {
            throw new IllegalArgumentException(
                    "attention needs maps [C, ...] of equal rank, but the student's is %s and the teacher's %s"
                            .formatted(student, teacher));
        }
        if (!SpatialFit.canFit(student) && !student.slice(1).equals(teacher.slice(1))) {
            throw new IllegalArgumentException(
                    "attention of a student's map %s cannot be fitted to a teacher's %s".formatted(student, teacher));
        }
    }

    private NDArray fitted(NDArray student, NDArray teacher) {
        Shape own = student.getShape().slice(1);
        Shape target = teacher.getShape().slice(1);
        requireComparable(own, target);
        return SpatialFit.canFit(own) ? SpatialFit.between(own, target).fit(student) : student;
    }

    private static NDArray attention(NDArray map) {
        NDArray energy = map.square().mean(new int[] {CHANNELS});
        return Directions.of(energy.reshape(map.getShape().get(0), -1), 1);
    }
}
