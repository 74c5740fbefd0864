package io.alambic.tools.onnx;

/**
 * The values that a tensor takes, for numbers of 8 bits from 0 to 255: {@code value = scale · (number − zeroPoint)}.
 * Zero is always among them, and exact.
 *
 * @param min smallest value, at most 0
 * @param max largest value, at least 0
 */
record ActivationRange(float min, float max) {

    private static final int STEPS = 255;

    ActivationRange {
        if (!Float.isFinite(min) || !Float.isFinite(max)) {
            throw new IllegalArgumentException("values from %s to %s cannot be quantized".formatted(min, max));
        }
        min = Math.min(min, 0);
        max = Math.max(max, 0);
    }

    /** Returns the range of both. */
    ActivationRange with(ActivationRange other) {
        return new ActivationRange(Math.min(min, other.min), Math.max(max, other.max));
    }

    /** Returns the distance of two numbers that follow each other. */
    float scale() {
        float scale = (max - min) / STEPS;
        return scale == 0 ? 1 : scale;
    }

    /** Returns the number that stands for 0. */
    int zeroPoint() {
        return Math.round(-min / scale());
    }
}
