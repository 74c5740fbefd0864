package io.alambic.cli.dataset;

import io.alambic.cli.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Labelled grey images from a pair of IDX files, held in memory as unsigned bytes. Immutable and
 * thread safe.
 */
public final class IdxImages {

    private static final int IMAGES_MAGIC = 0x0803;
    private static final int LABELS_MAGIC = 0x0801;

    private final int rows;
    private final int columns;
    private final byte[] pixels;
    private final byte[] labels;

    private IdxImages(int rows, int columns, byte[] pixels, byte[] labels) {
        this.rows = rows;
        this.columns = columns;
        this.pixels = pixels;
        this.labels = labels;
    }

    /**
     * Reads images and their labels.
     *
     * @throws UserError if a file is missing, is not IDX, is cut short, or the two do not belong together
     */
    public static IdxImages read(Path imageFile, Path labelFile) {
        ByteBuffer images = load(imageFile, IMAGES_MAGIC, "IDX images of unsigned bytes");
        ByteBuffer labels = load(labelFile, LABELS_MAGIC, "IDX labels of unsigned bytes");
        int count = dimension(images, imageFile);
        int rows = dimension(images, imageFile);
        int columns = dimension(images, imageFile);
        int labelCount = dimension(labels, labelFile);
        if (labelCount != count) {
            throw new UserError(
                    "%s holds %d images, but %s holds %d labels.".formatted(imageFile, count, labelFile, labelCount));
        }
        return new IdxImages(
                rows, columns, body(images, imageFile, (long) count * rows * columns), body(labels, labelFile, count));
    }

    private static ByteBuffer load(Path file, int magic, String what) {
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UserError(
                    "Cannot read %s (%s).".formatted(file, e.getClass().getSimpleName()), e);
        }
        if (bytes.remaining() < Integer.BYTES || bytes.getInt() != magic) {
            throw new UserError("%s is not a file of %s.".formatted(file, what));
        }
        return bytes;
    }

    private static int dimension(ByteBuffer bytes, Path file) {
        if (bytes.remaining() < Integer.BYTES) {
            throw new UserError("%s ends within its header.".formatted(file));
        }
        int size = bytes.getInt();
        if (size < 1) {
            throw new UserError("%s has a dimension of %d; every dimension must be at least 1.".formatted(file, size));
        }
        return size;
    }

    private static byte[] body(ByteBuffer bytes, Path file, long expected) {
        if (bytes.remaining() != expected) {
            throw new UserError("%s must hold %d bytes after its header, but holds %d."
                    .formatted(file, expected, bytes.remaining()));
        }
        byte[] body = new byte[bytes.remaining()];
        bytes.get(body);
        return body;
    }

    /** Number of images. */
    public int size() {
        return labels.length;
    }

    /** Height of every image, in pixels. */
    public int rows() {
        return rows;
    }

    /** Width of every image, in pixels. */
    public int columns() {
        return columns;
    }

    /** Number of classes: the largest label plus one. */
    public int classes() {
        int largest = 0;
        for (byte label : labels) {
            largest = Math.max(largest, Byte.toUnsignedInt(label));
        }
        return largest + 1;
    }

    /** Class of an image. */
    public int label(int index) {
        return Byte.toUnsignedInt(labels[index]);
    }

    /** Pixels 0..255 of {@code count} images from {@code from} on, row-major, one image after the other: read-only. */
    public ByteBuffer pixels(int from, int count) {
        int each = rows * columns;
        return ByteBuffer.wrap(pixels, from * each, count * each).slice().asReadOnlyBuffer();
    }
}
