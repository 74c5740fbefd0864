package io.alambic.core.cost;

import ai.djl.ndarray.NDArray;

/**
 * How far a student's feature map is from a teacher's. Immutable, shared by all pairs of maps. A new
 * distance is one class and one line of {@link #named}.
 */
public interface FeatureDistance {

    /**
     * The distance.
     *
     * @param student [N, ...]; of the teacher's shape where this distance {@link #isProjected}
     * @param teacher [N, ...]
     * @return a scalar FP32 through which gradients flow to the student's map
     * @throws IllegalArgumentException if such shapes cannot be compared
     */
    NDArray between(NDArray student, NDArray teacher);

    /** Whether maps are compared element by element, so that a projector has to make their shapes equal. */
    boolean isProjected();

    /**
     * The distance that configuration names. The one place that knows the names.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    static FeatureDistance named(String name) {
        return switch (name.strip()) {
            case "mse" -> new MseDistance();
            case "cosine" -> new CosineDistance();
            case "attention" -> new AttentionDistance();
            case "relational-distance" -> new RelationalDistance();
            case "relational-angle" -> new RelationalAngle();
            default ->
                throw new IllegalArgumentException(
                        "expected mse, cosine, attention, relational-distance or relational-angle, but got '%s'"
                                .formatted(name));
        };
    }
}
