package io.alambic.core.tensor;

/** How the elements of a feature map or of logits travel. */
public enum Encoding {
    /** 4 bytes an element, exact. */
    FP32(Float.MAX_VALUE),
    /** 2 bytes an element: 11 significant bits, magnitudes up to 65504; what lies beyond becomes infinite. */
    FP16(65504),
    /**
     * 1 byte an element: affine over the batch's own range, 0 included; error at most half of range / 254,
     * rounding apart. Infinities and NaN have no place in it.
     */
    INT8(Float.MAX_VALUE / 2);

    private final float largest;

    Encoding(float largest) {
        this.largest = largest;
    }

    /** Largest magnitude that can travel. */
    public float largest() {
        return largest;
    }
}
