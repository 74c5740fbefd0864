package io.alambic.mapping.image;

import ai.djl.util.Float16Utils;
import io.alambic.core.tensor.TensorType;

/** Makes elements of pixels, little endian. Immutable, thread safe. */
final class PixelEncoding {

    private final int elementBytes;
    private final ImageLayout layout;
    private final int[][] bits;

    /**
     * An encoding.
     *
     * @param type FP32, FP16 or UINT8
     * @param numbers what each sample of each band becomes; null for UINT8, where samples stay as they are
     */
    PixelEncoding(TensorType type, ImageLayout layout, float[][] numbers) {
        this.elementBytes = type.bytes();
        this.layout = layout;
        this.bits = new int[layout.bands()][1 << Byte.SIZE];
        for (int band = 0; band < layout.bands(); band++) {
            for (int sample = 0; sample < bits[band].length; sample++) {
                bits[band][sample] = switch (type) {
                    case FP32 -> Float.floatToRawIntBits(numbers[band][sample]);
                    case FP16 -> half(numbers[band][sample]);
                    default -> sample;
                };
            }
        }
    }

    private static int half(float number) {
        if (Math.abs(number) > Float16Utils.halfToFloat((short) 0x7bff)) {
            throw new IllegalArgumentException(
                    "expected samples that FP16 can hold, but scale, mean and deviation make '%s'".formatted(number));
        }
        return Float16Utils.floatToHalf(number);
    }

    /** Returns the elements of an image of the layout's size. */
    byte[] encode(Pixels image) {
        int pixels = image.width() * image.height();
        int bands = image.bands();
        byte[] encoded = new byte[pixels * bands * elementBytes];
        int to = 0;
        if (layout.bandsFirst()) {
            for (int band = 0; band < bands; band++) {
                for (int at = band; at < pixels * bands; at += bands) {
                    put(encoded, to, bits[band][image.at(at)]);
                    to += elementBytes;
                }
            }
            return encoded;
        }
        for (int at = 0; at < pixels * bands; at++) {
            put(encoded, to, bits[at % bands][image.at(at)]);
            to += elementBytes;
        }
        return encoded;
    }

    private void put(byte[] encoded, int to, int element) {
        int rest = element;
        for (int i = 0; i < elementBytes; i++) {
            encoded[to + i] = (byte) rest;
            rest >>= Byte.SIZE;
        }
    }
}
