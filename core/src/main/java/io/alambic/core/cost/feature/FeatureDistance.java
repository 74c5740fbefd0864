package io.alambic.core.cost.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.settings.Expression;

/**
 * Measures the distance of a student's feature map from a teacher's. Immutable, shared by all pairs of maps. A new
 * distance is one class and one line of {@link #named}.
 */
public interface FeatureDistance {

    /**
     * Returns the distance of two maps whose channels come first, see {@link FeatureView}.
     *
     * @param student [N, ...]; of the teacher's shape where this distance {@link #isProjected}
     * @param teacher [N, ...]
     * @return a scalar FP32 through which gradients flow to the student's map
     * @throws IllegalArgumentException if such shapes cannot be compared
     */
    NDArray between(NDArray student, NDArray teacher);

    /**
     * Refuses shapes of one sample, the channels first, that cannot be compared, not even through a projector.
     *
     * @throws IllegalArgumentException saying what is possible
     */
    default void requireComparable(Shape student, Shape teacher) {
        if (isProjected()) {
            Projector.requirePossible(student, teacher);
        }
    }

    /** Returns whether maps are compared element by element, so that a projector must make their shapes equal. */
    boolean isProjected();

    /** Returns whether a projected map is taken as a whole and compared with those of other samples, and not place by place. */
    default boolean comparesSamples() {
        return false;
    }

    /** Returns whether it matters which axis of a map holds the channels. */
    default boolean comparesPlaces() {
        return true;
    }

    /**
     * Returns the distance of that name in the configuration. This is the only place with the names.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    static FeatureDistance named(String name) {
        Expression choice = Expression.parse(name);
        if ("info-nce".equals(choice.name())) {
            return new InfoNce(choice.arguments(1, "info-nce(temperature)").get(0));
        }
        choice.arguments(0, choice.name());
        return switch (choice.name()) {
            case "mse" -> new MseDistance();
            case "cosine" -> new CosineDistance();
            case "attention" -> new AttentionDistance();
            case "relational-distance" -> new RelationalDistance();
            case "relational-angle" -> new RelationalAngle();
            default ->
                throw new IllegalArgumentException(
                        "expected mse, cosine, attention, relational-distance, relational-angle or info-nce(temperature), but got '%s'"
                                .formatted(name));
        };
    }
}
