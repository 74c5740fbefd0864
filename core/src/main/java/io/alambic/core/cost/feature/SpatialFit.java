package io.alambic.core.cost.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.pooling.Pool;

/** Brings the places of maps [N, C, H, W] or [N, C, T] to a teacher's; T counts as an image of height 1. */
sealed interface SpatialFit {

    /** Ranks of one sample that has places. */
    int SERIES = 2;

    int MAP = 3;

    /** Fits [N, C, H, W]. */
    NDArray apply(NDArray image);

    /** Fits [N, C, H, W] or [N, C, T]. */
    default NDArray fit(NDArray map) {
        boolean series = map.getShape().dimension() == 1 + SERIES;
        return series ? apply(map.expandDims(2)).squeeze(2) : apply(map);
    }

    /** Returns whether samples of that shape have places that can be fitted. */
    static boolean canFit(Shape sample) {
        return sample.dimension() == SERIES || sample.dimension() == MAP;
    }

    /** Average pooling where the teacher's sizes divide the student's, else bilinear interpolation. */
    static SpatialFit between(Shape student, Shape teacher) {
        return student.dimension() == SERIES ? ofImages(image(student), image(teacher)) : ofImages(student, teacher);
    }

    private static Shape image(Shape series) {
        return new Shape(series.get(0), 1, series.get(1));
    }

    private static SpatialFit ofImages(Shape student, Shape teacher) {
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
        public NDArray apply(NDArray image) {
            return image;
        }

        @Override
        public NDArray fit(NDArray map) {
            return map;
        }
    }

    /** Non-overlapping windows. */
    record AveragePool(Shape window) implements SpatialFit {
        @Override
        public NDArray apply(NDArray image) {
            return Pool.avgPool2d(image, window, window, new Shape(0, 0), false, true);
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
        public NDArray apply(NDArray image) {
            return image.getNDArrayInternal().interpolation(new long[] {height, width}, BILINEAR, false);
        }
    }
}
