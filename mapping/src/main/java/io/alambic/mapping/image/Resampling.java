package io.alambic.mapping.image;

/** How pixels of another size are made. */
enum Resampling {
    NEAREST(0),
    LANCZOS(3),
    BILINEAR(1),
    BICUBIC(2),
    BOX(0.5),
    HAMMING(1);

    private final double support;

    Resampling(double support) {
        this.support = support;
    }

    /** Returns how far from its place, in pixels, a pixel of the same size is influenced. */
    double support() {
        return support;
    }

    /** Returns the weight of a pixel at a distance from the place; those of all pixels need not add up to 1. */
    double weight(double distance) {
        double away = Math.abs(distance);
        return switch (this) {
            case NEAREST -> 0;
            case LANCZOS -> away < support ? sinc(away) * sinc(away / support) : 0;
            case BILINEAR -> Math.max(0, 1 - away);
            case BICUBIC -> cubic(away);
            // of two pixels that are equally far away, the right one counts
            case BOX -> distance > -support && distance <= support ? 1 : 0;
            case HAMMING -> away < support ? sinc(away) * (0.54 + 0.46 * Math.cos(Math.PI * away)) : 0;
        };
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
