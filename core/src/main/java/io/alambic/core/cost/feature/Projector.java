package io.alambic.core.cost.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;

/**
 * Brings a student's feature map into the shape of the teacher's. Trained with the student and left
 * out of the served model.
 */
sealed interface Projector {

    /** Projects [N, student shape] to [N, teacher shape]. */
    NDArray project(NDArray map);

    /**
     * The projector between two shapes of one sample: the identity where they agree, a 1×1 convolution
     * behind a spatial fit for [C, H, W], a linear layer for vectors.
     *
     * @param name under which the weights are kept, followed by {@code .weight} and {@code .bias}
     * @throws IllegalArgumentException if no projector exists between such shapes
     */
    static Projector between(Shape student, Shape teacher, String name, ProjectorWeights weights) {
        String weight = name + ".weight";
        String bias = name + ".bias";
        if (student.equals(teacher)) {
            weights.forget(weight);
            weights.forget(bias);
            return new Identity();
        }
        if (student.dimension() == 3 && teacher.dimension() == 3) {
            return new Pointwise(
                    SpatialFit.between(student, teacher),
                    weights.get(weight, new Shape(teacher.get(0), student.get(0), 1, 1), student.get(0)),
                    weights.get(bias, new Shape(teacher.get(0)), student.get(0)));
        }
        if (student.dimension() == 1 && teacher.dimension() == 1) {
            return new Dense(
                    weights.get(weight, new Shape(teacher.get(0), student.get(0)), student.get(0)),
                    weights.get(bias, teacher, student.get(0)));
        }
        throw new IllegalArgumentException(
                "no projector from a student's map %s to a teacher's map %s: both must be maps [C, H, W] or vectors"
                        .formatted(student, teacher));
    }

    /** Shapes agree. */
    record Identity() implements Projector {
        @Override
        public NDArray project(NDArray map) {
            return map;
        }
    }

    /** 1×1 convolution; weight [C_t, C_s, 1, 1], bias [C_t]. */
    record Pointwise(SpatialFit fit, NDArray weight, NDArray bias) implements Projector {
        @Override
        public NDArray project(NDArray map) {
            return Conv2d.conv2d(fit.apply(map), weight, bias).head();
        }
    }

    /** Linear layer; weight [D_t, D_s], bias [D_t]. */
    record Dense(NDArray weight, NDArray bias) implements Projector {
        @Override
        public NDArray project(NDArray map) {
            return Linear.linear(map, weight, bias).head();
        }
    }
}
