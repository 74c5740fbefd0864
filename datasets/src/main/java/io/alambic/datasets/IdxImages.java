package io.alambic.datasets;

import io.alambic.client.ElementType;
import io.alambic.client.NamedTensor;
import io.alambic.datasets.fetch.DataSetException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Labelled images from a pair of IDX files, held in memory as unsigned bytes. Immutable and thread safe.
 */
public final class IdxImages implements LabelledSamples {

    private static final int GREY_MAGIC = 0x0803;
    private static final int COLOUR_MAGIC = 0x0804;
    private static final int LABELS_MAGIC = 0x0801;

    /** Tensor name of the unmodified images. */
    public static final String IMAGE = "image";

    private static final int HEADER_BYTES = 5 * Integer.BYTES;

    private final String tensor;
    private final int channels;
    private final int rows;
    private final int columns;
    private final byte[] pixels;
    private final byte[] labels;

    private IdxImages(String tensor, int channels, int rows, int columns, byte[] pixels, byte[] labels) {
        this.tensor = tensor;
        this.channels = channels;
        this.rows = rows;
        this.columns = columns;
        this.pixels = pixels;
        this.labels = labels;
    }

    /**
     * Reads images and their labels.
     *
     * @throws DataSetException if a file is missing, is not IDX or is truncated, or if the two do not match
     */
    public static IdxImages read(Path imageFile, Path labelFile) {
        ByteBuffer images = load(imageFile);
        ByteBuffer labels = load(labelFile);
        int magic = magic(images);
        if (magic != GREY_MAGIC && magic != COLOUR_MAGIC) {
            throw new DataSetException("%s is not a file of IDX images of unsigned bytes.".formatted(imageFile));
        }
        if (magic(labels) != LABELS_MAGIC) {
            throw new DataSetException("%s is not a file of IDX labels of unsigned bytes.".formatted(labelFile));
        }
        int count = dimension(images, imageFile);
        int channels = magic == GREY_MAGIC ? 1 : dimension(images, imageFile);
        int rows = dimension(images, imageFile);
        int columns = dimension(images, imageFile);
        int labelCount = dimension(labels, labelFile);
        if (labelCount != count) {
            throw new DataSetException(
                    "%s holds %d images, but %s holds %d labels.".formatted(imageFile, count, labelFile, labelCount));
        }
        byte[] pixels = body(images, imageFile, (long) count * channels * rows * columns);
        return new IdxImages(IMAGE, channels, rows, columns, pixels, body(labels, labelFile, count));
    }

    private static ByteBuffer load(Path file) {
        try {
            return ByteBuffer.wrap(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new DataSetException(
                    "Cannot read %s (%s).".formatted(file, e.getClass().getSimpleName()), e);
        }
    }

    private static int magic(ByteBuffer bytes) {
        return bytes.remaining() < Integer.BYTES ? 0 : bytes.getInt();
    }

    private static int dimension(ByteBuffer bytes, Path file) {
        if (bytes.remaining() < Integer.BYTES) {
            throw new DataSetException("%s ends within its header.".formatted(file));
        }
        int size = bytes.getInt();
        if (size < 1) {
            throw new DataSetException(
                    "%s has a dimension of %d; every dimension must be at least 1.".formatted(file, size));
        }
        return size;
    }

    private static byte[] body(ByteBuffer bytes, Path file, long expected) {
        if (bytes.remaining() != expected) {
            throw new DataSetException("%s must hold %d bytes after its header, but holds %d."
                    .formatted(file, expected, bytes.remaining()));
        }
        byte[] body = new byte[bytes.remaining()];
        bytes.get(body);
        return body;
    }

    /**
     * Creates another view of these images.
     *
     * @param name of the view's tensor
     * @param viewPixels one byte for each pixel, in the order of {@link #pixels}
     */
    IdxImages view(String name, int viewRows, int viewColumns, byte[] viewPixels) {
        return new IdxImages(name, channels, viewRows, viewColumns, viewPixels, labels);
    }

    /**
     * Writes the images and their labels as IDX files.
     *
     * @throws IOException if a file cannot be written
     */
    public void write(Path imageFile, Path labelFile) throws IOException {
        ByteBuffer images = ByteBuffer.allocate(HEADER_BYTES + pixels.length)
                .putInt(COLOUR_MAGIC)
                .putInt(size())
                .putInt(channels)
                .putInt(rows)
                .putInt(columns)
                .put(pixels);
        Files.write(imageFile, images.array());
        ByteBuffer classes = ByteBuffer.allocate(2 * Integer.BYTES + labels.length)
                .putInt(LABELS_MAGIC)
                .putInt(size())
                .put(labels);
        Files.write(labelFile, classes.array());
    }

    /** Returns the tensor name of the images in records and in the model's input. */
    public String tensor() {
        return tensor;
    }

    /** Returns the number of images. */
    @Override
    public int size() {
        return labels.length;
    }

    /** Returns the number of channels of each image: 1 for grey images. */
    public int channels() {
        return channels;
    }

    /** Returns the height of each image, in pixels. */
    public int rows() {
        return rows;
    }

    /** Returns the width of each image, in pixels. */
    public int columns() {
        return columns;
    }

    /** Returns the number of classes: the largest label plus one. */
    public int classes() {
        int largest = 0;
        for (byte label : labels) {
            largest = Math.max(largest, Byte.toUnsignedInt(label));
        }
        return largest + 1;
    }

    /** Returns the class of an image. */
    @Override
    public int label(int index) {
        return Byte.toUnsignedInt(labels[index]);
    }

    /** Returns the shape of an image as {@code channelsxheightxwidth}. */
    public String shape() {
        return "%dx%dx%d".formatted(channels, rows, columns);
    }

    @Override
    public int together(int from, int most) {
        return Math.min(most, size() - from);
    }

    @Override
    public List<NamedTensor> tensors(int from, int count) {
        return List.of(tensor(from, count));
    }

    /** Returns {@code count} images, starting at index {@code from}, as bytes that a model reads as 0..1. */
    public NamedTensor tensor(int from, int count) {
        return NamedTensor.of(tensor, ElementType.UINT8, pixels(from, count), count, channels, rows, columns)
                .quantized(NamedTensor.Quantization.PIXELS);
    }

    /**
     * Returns the pixels 0..255 of {@code count} images, starting at index {@code from}: image after image,
     * plane after plane, row-major. The buffer is read-only.
     */
    public ByteBuffer pixels(int from, int count) {
        int each = channels * rows * columns;
        return ByteBuffer.wrap(pixels, from * each, count * each).slice().asReadOnlyBuffer();
    }
}
