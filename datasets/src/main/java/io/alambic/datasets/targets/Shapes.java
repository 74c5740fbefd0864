package io.alambic.datasets.targets;

import io.alambic.client.NamedTensor;
import java.util.SplittableRandom;

/** Grey images with discs, squares and crosses of any brightness on noise, drawn from a seed, with the class of each pixel. */
final class Shapes {

    /** Height and width of an image. */
    static final int SIDE = 24;

    /** Background, disc, square and cross. */
    static final int CLASSES = 4;

    private static final int MOST_SHAPES = 3;
    private static final int SMALLEST = 3;
    private static final int LARGEST = 6;
    private static final int NOISE = 90;
    private static final int DARKEST = 80;

    private Shapes() {}

    /** Draws images [N, 1, 24, 24], unsigned bytes that a model reads as 0..1, with their classes [N, 24, 24]. */
    static TargetSamples draw(int images, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] pixels = new byte[images * SIDE * SIDE];
        byte[] classes = new byte[pixels.length];
        random.nextBytes(pixels);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (Byte.toUnsignedInt(pixels[i]) * NOISE / 256);
        }
        for (int image = 0; image < images; image++) {
            int shapes = 1 + random.nextInt(MOST_SHAPES);
            for (int i = 0; i < shapes; i++) {
                draw(image * SIDE * SIDE, random, pixels, classes);
            }
        }
        return new TargetSamples(
                NamedTensor.of("image", pixels, images, 1, SIDE, SIDE).quantized(NamedTensor.Quantization.PIXELS),
                NamedTensor.of("classes", classes, images, SIDE, SIDE));
    }

    /** Draws one shape over what is there. */
    private static void draw(int image, SplittableRandom random, byte[] pixels, byte[] classes) {
        int shape = 1 + random.nextInt(CLASSES - 1);
        int radius = random.nextInt(SMALLEST, LARGEST + 1);
        int centreX = random.nextInt(radius, SIDE - radius);
        int centreY = random.nextInt(radius, SIDE - radius);
        int light = random.nextInt(DARKEST, 256 - NOISE);
        for (int y = -radius; y <= radius; y++) {
            for (int x = -radius; x <= radius; x++) {
                if (covers(shape, radius, x, y)) {
                    int at = image + (centreY + y) * SIDE + centreX + x;
                    pixels[at] = (byte) (light + random.nextInt(NOISE));
                    classes[at] = (byte) shape;
                }
            }
        }
    }

    private static boolean covers(int shape, int radius, int x, int y) {
        return switch (shape) {
            case 1 -> x * x + y * y <= radius * radius;
            case 2 -> true;
            default -> Math.abs(x) <= 1 || Math.abs(y) <= 1;
        };
    }
}
