package io.alambic.core.tensor;

/**
 * Affine quantization: {@code real = scale · (element − zeroPoint)}.
 *
 * @param scale finite and greater than 0
 * @param zeroPoint the element that stands for 0
 */
public record Quantization(float scale, int zeroPoint) {

    private static final int LARGEST_ELEMENT = 255;

    public Quantization {
        if (!Float.isFinite(scale) || scale <= 0) {
            throw new InvalidTensorException("quantization scale must be finite and greater than 0, but is " + scale);
        }
        if (zeroPoint < -LARGEST_ELEMENT || zeroPoint > LARGEST_ELEMENT) {
            throw new InvalidTensorException("quantization zero point must be from -255 to 255, but is " + zeroPoint);
        }
    }

    /** Returns a bound on the magnitude of the real values. */
    double largest() {
        return (double) scale * (LARGEST_ELEMENT + Math.abs(zeroPoint));
    }
}
