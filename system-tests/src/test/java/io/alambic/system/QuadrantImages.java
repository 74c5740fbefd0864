package io.alambic.system;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** A data set of grey 8×8 images in IDX files: the class is the bright quadrant. */
final class QuadrantImages {

    static final int SIDE = 8;
    static final int CLASSES = 4;

    private static final int HALF = SIDE / 2;
    private static final int BRIGHT = 200;
    private static final int NOISE = 56;

    private QuadrantImages() {}

    /** Writes the training and the test set. */
    static Path write(Path folder, int train, int test) throws IOException {
        Files.createDirectories(folder);
        SplittableRandom random = new SplittableRandom(1);
        write(folder, "train", train, random);
        write(folder, "t10k", test, random);
        return folder;
    }

    private static void write(Path folder, String set, int count, SplittableRandom random) throws IOException {
        ByteBuffer images = ByteBuffer.allocate(4 * Integer.BYTES + count * SIDE * SIDE)
                .putInt(0x803)
                .putInt(count)
                .putInt(SIDE)
                .putInt(SIDE);
        ByteBuffer labels =
                ByteBuffer.allocate(2 * Integer.BYTES + count).putInt(0x801).putInt(count);
        for (int i = 0; i < count; i++) {
            int label = random.nextInt(CLASSES);
            labels.put((byte) label);
            images.put(image(label, random));
        }
        Files.write(folder.resolve(set + "-images-idx3-ubyte"), images.array());
        Files.write(folder.resolve(set + "-labels-idx1-ubyte"), labels.array());
    }

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
