package io.alambic.mapping.image;

import java.util.function.DoubleUnaryOperator;

/** How pixels of another size are made. The order is that of the numbers that Pillow and {@code preprocessor_config.json} use. */
enum Resampling {
    NEAREST(0, distance -> 0),
    LANCZOS(3, distance -> distance < 3 ? sinc(distance) * sinc(distance / 3) : 0),
    BILINEAR(1, distance -> Math.max(0, 1 - distance)),
    BICUBIC(2, Resampling::cubic),
    BOX(0.5, distance -> 1),
    HAMMING(1, distance -> distance < 1 ? sinc(distance) * (0.54 + 0.46 * Math.cos(Math.PI * distance)) : 0);

    private final double support;
    private final DoubleUnaryOperator weight;

    Resampling(double support, DoubleUnaryOperator weight) {
        this.support = support;
        this.weight = weight;
    }

    /** Returns how far from its place, in pixels, a pixel of the same size is influenced. */
    double support() {
        return support;
    }

    /** Returns the weight of a pixel at a distance from the place; those of all pixels need not add up to 1. */
    double weight(double distance) {
        double away = Math.abs(distance);
        return this == BOX ? boxed(distance) : weight.applyAsDouble(away);
    }

    /** Of two pixels that are equally far away, the right one counts. */
    private static double boxed(double distance) {
        return distance > -0.5 && distance <= 0.5 ? 1 : 0;
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }

    /** Keys' cubic convolution with a = -0.5. */
    private static double cubic(double x) {
        double a = -0.5;
        if (x < 1) {
            return ((a + 2) * x - (a + 3)) * x * x + 1;
        }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    }
}
