package io.alambic.core.tensor;

/** The encoding of a feature map or of logits on the wire. */
public enum Encoding {
    /** 4 bytes an element, exact. */
    FP32(Float.MAX_VALUE),
    /** 2 bytes an element: 11 significant bits, magnitudes up to 65504; larger ones become infinite. */
    FP16(65504),
    /**
     * 1 byte an element: affine over the batch's own range, 0 included; error at most half of range / 254
     * plus rounding. Infinities and NaN cannot be encoded.
     */
    INT8(Float.MAX_VALUE / 2);

    private final float largest;

    Encoding(float largest) {
        this.largest = largest;
    }

    /** Returns the largest magnitude that can be encoded. */
    public float largest() {
        return largest;
    }
}
