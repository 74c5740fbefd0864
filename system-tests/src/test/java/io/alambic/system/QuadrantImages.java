package io.alambic.system;

import java.util.SplittableRandom;

/** Grey 8×8 images: the class is the bright quadrant. */
final class QuadrantImages {

    static final int SIDE = 8;
    static final int CLASSES = 4;

    private static final int HALF = SIDE / 2;
    private static final int BRIGHT = 200;
    private static final int NOISE = 56;

    private QuadrantImages() {}

    /** Returns the pixels 0..255 of one image. */
    static byte[] image(int label, SplittableRandom random) {
        byte[] pixels = new byte[SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            int quadrant = 2 * (i / SIDE / HALF) + i % SIDE / HALF;
            pixels[i] = (byte) (random.nextInt(NOISE) + (quadrant == label ? BRIGHT - NOISE : 0));
        }
        return pixels;
    }

    /** Returns the pixels 0..1 of one image, as a client sends them. */
    static float[] floats(int label) {
        byte[] pixels = image(label, new SplittableRandom(label));
        float[] values = new float[pixels.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Byte.toUnsignedInt(pixels[i]) / 255f;
        }
        return values;
    }
}
