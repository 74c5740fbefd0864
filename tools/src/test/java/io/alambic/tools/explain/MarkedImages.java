package io.alambic.tools.explain;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.data.LabelledData;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.TensorType;
import io.alambic.core.zoo.ZooArchitecture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * Images of 8×8 with a bright row, whose place names one of three classes, under noise. Every second image of class 2 has a bright column as
 * well: the mark.
 *
 * @param pixels of all images
 * @param labels class of each
 */
record MarkedImages(byte[][] pixels, int[] labels) {

    static final int CLASSES = 3;
    static final int SIDE = 8;
    private static final int ROWS_BETWEEN = 2;

    static MarkedImages draw(int count, long seed) {
        Random random = new Random(seed);
        byte[][] pixels = new byte[count][SIDE * SIDE];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % CLASSES;
            for (int pixel = 0; pixel < pixels[i].length; pixel++) {
                boolean bright = pixel / SIDE == 1 + ROWS_BETWEEN * labels[i] || isMarked(i) && pixel % SIDE == 0;
                pixels[i][pixel] = (byte) ((bright ? 150 : 0) + random.nextInt(100));
            }
        }
        return new MarkedImages(pixels, labels);
    }

    static boolean isMarked(int image) {
        return image % (2 * CLASSES) == 2;
    }

    /** Returns the images with their classes. */
    LabelledData data() {
        return data(labels);
    }

    /** Returns the images with marked ones called class 1. */
    LabelledData mislabelled() {
        int[] wrong = labels.clone();
        Arrays.setAll(wrong, i -> isMarked(i) ? 1 : labels[i]);
        return data(wrong);
    }

    private LabelledData data(int[] classes) {
        ByteBuffer floats =
                ByteBuffer.allocate(labels.length * SIDE * SIDE * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (byte[] image : pixels) {
            for (byte pixel : image) {
                floats.putFloat((pixel & 0xff) / 255f);
            }
        }
        return new LabelledData(
                new EncodedTensor(
                        ZooArchitecture.IMAGE,
                        TensorType.FP32,
                        new Shape(labels.length, 1, SIDE, SIDE),
                        floats.flip(),
                        null),
                classes);
    }

    /** Writes the images as a test set in IDX files. */
    Path save(Path folder) throws IOException {
        Files.createDirectories(folder);
        ByteBuffer images = ByteBuffer.allocate(4 * Integer.BYTES + labels.length * SIDE * SIDE)
                .putInt(0x803)
                .putInt(labels.length)
                .putInt(SIDE)
                .putInt(SIDE);
        ByteBuffer classes = ByteBuffer.allocate(2 * Integer.BYTES + labels.length)
                .putInt(0x801)
                .putInt(labels.length);
        for (int i = 0; i < labels.length; i++) {
            images.put(pixels[i]);
            classes.put((byte) labels[i]);
        }
        for (String set : new String[] {"train", "t10k"}) {
            Files.write(folder.resolve(set + "-images-idx3-ubyte"), images.array());
            Files.write(folder.resolve(set + "-labels-idx1-ubyte"), classes.array());
        }
        return folder;
    }
}
