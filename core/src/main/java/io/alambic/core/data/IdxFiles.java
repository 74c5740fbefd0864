package io.alambic.core.data;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.Quantization;
import io.alambic.core.tensor.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads the IDX format, in which MNIST comes: big-endian header (two zero bytes, type 0x08 for unsigned bytes, rank,
 * one 32-bit size per dimension), then the elements.
 */
public final class IdxFiles {

    private static final int UNSIGNED_BYTE = 0x08;
    private static final int LABELS = 1;
    private static final int GREY = 3;
    private static final int COLOUR = 4;
    private static final Quantization ZERO_TO_ONE = new Quantization(1f / 255, 0);

    private IdxFiles() {}

    /**
     * Reads one set of a folder: {@code SET-labels-idx1-ubyte}, and {@code SET-images-idx4-ubyte} or else
     * {@code SET-images-idx3-ubyte}.
     *
     * @param set first part of the files' names: {@code train} or {@code t10k}
     * @param inputName name that the images get
     * @throws IOException if a file is missing or no such IDX file
     */
    public static LabelledData readSet(Path folder, String set, String inputName) throws IOException {
        Path colour = folder.resolve(set + "-images-idx4-ubyte");
        Path images = Files.exists(colour) ? colour : folder.resolve(set + "-images-idx3-ubyte");
        return read(images, folder.resolve(set + "-labels-idx1-ubyte"), inputName);
    }

    /**
     * Reads images, as quantized bytes that stand for 0..1, and their labels.
     *
     * @param images of one channel [N, height, width] or of several [N, channels, height, width]
     * @param inputName name that the images get
     * @throws IOException if a file is missing or no IDX file of such a rank
     */
    public static LabelledData read(Path images, Path labels, String inputName) throws IOException {
        Idx pixels = load(images, GREY, COLOUR);
        Idx classes = load(labels, LABELS, LABELS);
        if (pixels.sizes[0] != classes.sizes[0]) {
            throw new IOException("%s has %d images, but %s has %d labels"
                    .formatted(images, pixels.sizes[0], labels, classes.sizes[0]));
        }
        int[] numbers = new int[classes.sizes[0]];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Byte.toUnsignedInt(classes.elements.get(i));
        }
        return new LabelledData(
                new EncodedTensor(inputName, TensorType.UINT8, pixels.imagesShape(), pixels.elements, ZERO_TO_ONE),
                numbers);
    }

    private record Idx(int[] sizes, ByteBuffer elements) {

        private Shape imagesShape() {
            return sizes.length == GREY
                    ? new Shape(sizes[0], 1, sizes[1], sizes[2])
                    : new Shape(sizes[0], sizes[1], sizes[2], sizes[3]);
        }
    }

    private static Idx load(Path path, int leastRank, int mostRank) throws IOException {
        if (!Files.isReadable(path)) {
            throw new IOException("%s is missing or cannot be read".formatted(path));
        }
        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(path));
        int magic = content.remaining() < Integer.BYTES ? 0 : content.getInt();
        int rank = magic & 0xff;
        if (magic >>> 8 != UNSIGNED_BYTE
                || rank < leastRank
                || rank > mostRank
                || content.remaining() < rank * Integer.BYTES) {
            throw new IOException("%s is no IDX file of unsigned bytes with %s dimensions"
                    .formatted(path, leastRank == mostRank ? leastRank : leastRank + " or " + mostRank));
        }
        int[] sizes = new int[rank];
        long expected = 1;
        for (int i = 0; i < rank; i++) {
            sizes[i] = content.getInt();
            if (sizes[i] < 1) {
                throw new IOException("%s: dimension %d must be at least 1, but is %d".formatted(path, i, sizes[i]));
            }
            // three positive 32-bit sizes can exceed 64 bits; a file cannot
            expected = Math.min(expected * sizes[i], Integer.MAX_VALUE + 1L);
        }
        if (expected != content.remaining()) {
            throw new IOException("%s declares %d elements, but has %d".formatted(path, expected, content.remaining()));
        }
        return new Idx(sizes, content.slice());
    }
}
