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

    /**
     * The projector between two shapes of one sample, the channels first: the identity where they agree, a 1×1 convolution
     * behind a spatial fit for [C, H, W], a linear layer at each place behind one for [C, T], a linear layer for vectors.
     *
     * @param name under which the weights are kept
     * @throws IllegalArgumentException if no projector exists between such shapes
     */
    static Projector between(Shape student, Shape teacher, String name, ProjectorWeights weights) {
        requirePossible(student, teacher);
        if (student.equals(teacher)) {
            return new Identity();
        }
        Shape matrix = new Shape(teacher.get(0), student.get(0));
        return switch (student.dimension()) {
            case SpatialFit.MAP ->
                new Pointwise(
                        SpatialFit.between(student, teacher), weights.layer(name, matrix.addAll(new Shape(1, 1))));
            case SpatialFit.SERIES ->
                new PlaceByPlace(SpatialFit.between(student, teacher), weights.layer(name, matrix));
            default -> new Dense(weights.layer(name, matrix));
        };
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
        if (rank != teacher.dimension() || (!SpatialFit.canFit(student) && rank != 1)) {
            boolean mixed = SpatialFit.canFit(student) && SpatialFit.canFit(teacher);
            throw new IllegalArgumentException(
                    ("no projector from a student's map %s to a teacher's map %s: the shapes must"
                                    + " be equal, or both maps [C, H, W], both [C, T], or both vectors [D]%s")
                            .formatted(student, teacher, mixed ? "; @grid makes a map of tokens [T, D]" : ""));
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
            return Conv2d.conv2d(fit.fit(map), layer.weight(), layer.bias()).head();
        }

        @Override
        public Map<String, NDArray> learned() {
            return layer.arrays();
        }
    }

    /**
     * The same linear layer at every place of [C, T], which is a 1×1 convolution; weight [C_t, C_s], bias [C_t]. Not computed as
     * one: gradients of convolutions of height 1 may be NaN on CPUs without AVX-512.
     */
    record PlaceByPlace(SpatialFit fit, ProjectorWeights.Layer layer) implements Projector {

        private static final int[] OTHER_END = {0, 2, 1};

        @Override
        public NDArray project(NDArray map) {
            NDArray tokens = fit.fit(map).transpose(OTHER_END);
            return Linear.linear(tokens, layer.weight(), layer.bias()).head().transpose(OTHER_END);
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
