package io.alambic.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** A data set of grey images of 8×8 in IDX files: the class is the quadrant that is bright. */
final class QuadrantImages {

    static final int SIDE = 8;
    static final int CLASSES = 4;

    private static final int HALF = SIDE / 2;
    private static final int BRIGHT = 200;
    private static final int NOISE = 56;

    private QuadrantImages() {}

    /** Writes both sets. */
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

    /** One image, 0..255. */
    static byte[] image(int label, SplittableRandom random) {
        byte[] pixels = new byte[SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            int quadrant = 2 * (i / SIDE / HALF) + i % SIDE / HALF;
            pixels[i] = (byte) (random.nextInt(NOISE) + (quadrant == label ? BRIGHT - NOISE : 0));
        }
        return pixels;
    }
}
