package io.alambic.core.cost.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import java.util.Map;

/**
 * Brings a student's feature map into the shape of the teacher's. Trained with the student and left
 * out of the served model.
 */
sealed interface Projector {

    /** Projects [N, student shape] to [N, teacher shape]. */
    NDArray project(NDArray map);

    /** Weights of the largest projector, 256 MiB: a record could declare a map of any width. */
    long MOST_WEIGHTS = 1L << 26;

    /** Rank of a map [C, H, W]. */
    int MAP = 3;

    /**
     * The projector between two shapes of one sample: the identity where they agree, a 1×1 convolution
     * behind a spatial fit for [C, H, W], a linear layer for vectors.
     *
     * @param name under which the weights are kept
     * @throws IllegalArgumentException if no projector exists between such shapes
     */
    static Projector between(Shape student, Shape teacher, String name, ProjectorWeights weights) {
        requirePossible(student, teacher);
        if (student.equals(teacher)) {
            return new Identity();
        }
        if (student.dimension() == MAP) {
            return new Pointwise(
                    SpatialFit.between(student, teacher),
                    weights.layer(name, new Shape(teacher.get(0), student.get(0), 1, 1)));
        }
        return new Dense(weights.layer(name, new Shape(teacher.get(0), student.get(0))));
    }

    /**
     * Refuses shapes between which there is no projector.
     *
     * @throws IllegalArgumentException saying what is possible
     */
    static void requirePossible(Shape student, Shape teacher) {
        if (student.equals(teacher)) {
            return;
        }
        int rank = student.dimension();
        if (rank != teacher.dimension() || (rank != MAP && rank != 1)) {
            throw new IllegalArgumentException(
                    ("no projector from a student's map %s to a teacher's map %s: the shapes must"
                                    + " be equal, or both maps [C, H, W], or both vectors [D]")
                            .formatted(student, teacher));
        }
        if (teacher.get(0) > MOST_WEIGHTS / student.get(0)) {
            throw new IllegalArgumentException(
                    "the projector from a student's map %s to a teacher's map %s would have more than %d weights"
                            .formatted(student, teacher, MOST_WEIGHTS));
        }
    }

    /** Returns the arrays that are trained, by name. */
    Map<String, NDArray> learned();

    /** Shapes agree. */
    record Identity() implements Projector {
        @Override
        public NDArray project(NDArray map) {
            return map;
        }

        @Override
        public Map<String, NDArray> learned() {
            return Map.of();
        }
    }

    /** 1×1 convolution; weight [C_t, C_s, 1, 1], bias [C_t]. */
    record Pointwise(SpatialFit fit, ProjectorWeights.Layer layer) implements Projector {
        @Override
        public NDArray project(NDArray map) {
            return Conv2d.conv2d(fit.apply(map), layer.weight(), layer.bias()).head();
        }

        @Override
        public Map<String, NDArray> learned() {
            return layer.arrays();
        }
    }

    /** Linear layer; weight [D_t, D_s], bias [D_t]. */
    record Dense(ProjectorWeights.Layer layer) implements Projector {
        @Override
        public NDArray project(NDArray map) {
            return Linear.linear(map, layer.weight(), layer.bias()).head();
        }

        @Override
        public Map<String, NDArray> learned() {
            return layer.arrays();
        }
    }
}
