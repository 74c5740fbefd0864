package io.alambic.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes small IDX files for tests. */
public final class IdxFixtures {

    private IdxFixtures() {}

    /** Writes images of 2×3 pixels whose first pixel is their index, and labels index % 10. */
    public static void write(Path folder, String images, String labels, int count) throws IOException {
        Files.write(folder.resolve(images), images(count));
        Files.write(folder.resolve(labels), labels(count));
    }

    public static byte[] images(int count) {
        ByteBuffer bytes = ByteBuffer.allocate(16 + 6 * count);
        bytes.putInt(0x0803).putInt(count).putInt(2).putInt(3);
        for (int i = 0; i < count; i++) {
            bytes.put((byte) i).put(new byte[] {0, 1, 2, 3, (byte) 255});
        }
        return bytes.array();
    }

    /** Returns images of shape 3×2×2 whose bytes count up from the index of the image. */
    public static byte[] colourImages(int count) {
        ByteBuffer bytes = ByteBuffer.allocate(20 + 12 * count);
        bytes.putInt(0x0804).putInt(count).putInt(3).putInt(2).putInt(2);
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < 12; j++) {
                bytes.put((byte) (i + j));
            }
        }
        return bytes.array();
    }

    public static byte[] labels(int count) {
        ByteBuffer bytes = ByteBuffer.allocate(8 + count);
        bytes.putInt(0x0801).putInt(count);
        for (int i = 0; i < count; i++) {
            bytes.put((byte) (i % 10));
        }
        return bytes.array();
    }

    /** Writes a complete folder of colour images: 20 training and 10 test images. */
    public static Path colourFolder(Path folder) throws IOException {
        folder(folder);
        Files.delete(folder.resolve("train-images-idx3-ubyte"));
        Files.write(folder.resolve("train-images-idx4-ubyte"), colourImages(20));
        Files.delete(folder.resolve("t10k-images-idx3-ubyte"));
        Files.write(folder.resolve("t10k-images-idx4-ubyte"), colourImages(10));
        return folder;
    }

    /** Writes a complete folder of grey images: 20 training and 10 test images. */
    public static Path folder(Path folder) throws IOException {
        write(folder, "train-images-idx3-ubyte", "train-labels-idx1-ubyte", 20);
        write(folder, "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", 10);
        return folder;
    }
}
