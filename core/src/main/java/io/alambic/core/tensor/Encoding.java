package io.alambic.core.tensor;

/** How the elements of a feature map or of logits travel. */
public enum Encoding {
    /** 4 bytes an element, exact. */
    FP32,
    /** 2 bytes an element: 11 significant bits, magnitudes up to 65504. */
    FP16,
    /** 1 byte an element: affine over the batch's own range, error at most half of range / 255. */
    INT8
}
