package io.alambic.core.cost.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.pooling.Pool;

/** Brings height and width of [N, C, H, W] maps to a teacher's. */
sealed interface SpatialFit {

    NDArray apply(NDArray map);

    /** Average pooling where the teacher's sizes divide the student's, else bilinear interpolation. */
    static SpatialFit between(Shape student, Shape teacher) {
        long height = teacher.get(1);
        long width = teacher.get(2);
        if (student.get(1) == height && student.get(2) == width) {
            return new None();
        }
        if (student.get(1) % height == 0 && student.get(2) % width == 0) {
            return new AveragePool(new Shape(student.get(1) / height, student.get(2) / width));
        }
        return new Bilinear(height, width);
    }

    /** Sizes agree. */
    record None() implements SpatialFit {
        @Override
        public NDArray apply(NDArray map) {
            return map;
        }
    }

    /** Non-overlapping windows. */
    record AveragePool(Shape window) implements SpatialFit {
        @Override
        public NDArray apply(NDArray map) {
            return Pool.avgPool2d(map, window, window, new Shape(0, 0), false, true);
        }
    }

    /**
     * Corners not aligned and antialiased: plain bilinear interpolation where the map grows; where it
     * shrinks, every element still counts.
     */
    record Bilinear(long height, long width) implements SpatialFit {

        /** DJL's number of bilinear interpolation (2 would average areas). */
        private static final int BILINEAR = 1;

        @Override
        public NDArray apply(NDArray map) {
            return map.getNDArrayInternal().interpolation(new long[] {height, width}, BILINEAR, false);
        }
    }
}
