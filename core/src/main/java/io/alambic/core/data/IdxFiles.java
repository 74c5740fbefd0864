package io.alambic.core.data;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.tensor.ElementType;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.Quantization;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads the IDX format of MNIST: big-endian header (two zero bytes, type 0x08 for unsigned bytes, rank,
 * one 32-bit size per dimension), then the elements.
 */
public final class IdxFiles {

    private static final int UNSIGNED_BYTE = 0x08;
    private static final Quantization ZERO_TO_ONE = new Quantization(1f / 255, 0);

    private IdxFiles() {}

    /**
     * Reads images of one channel, as quantized bytes that stand for 0..1, and their labels.
     *
     * @param inputName name that the images get
     * @throws IOException if a file is missing or no IDX file of that rank
     */
    public static LabelledData read(Path images, Path labels, String inputName) throws IOException {
        Idx pixels = read(images, 3);
        Idx classes = read(labels, 1);
        if (pixels.sizes[0] != classes.sizes[0]) {
            throw new IOException("%s has %d images, but %s has %d labels"
                    .formatted(images, pixels.sizes[0], labels, classes.sizes[0]));
        }
        Shape shape = new Shape(pixels.sizes[0], 1, pixels.sizes[1], pixels.sizes[2]);
        int[] numbers = new int[classes.sizes[0]];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Byte.toUnsignedInt(classes.elements.get(i));
        }
        return new LabelledData(
                new EncodedTensor(inputName, ElementType.UINT8, shape, pixels.elements, ZERO_TO_ONE), numbers);
    }

    private record Idx(int[] sizes, ByteBuffer elements) {}

    private static Idx read(Path path, int rank) throws IOException {
        if (!Files.isReadable(path)) {
            throw new IOException("%s is missing or cannot be read".formatted(path));
        }
        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(path));
        int expectedMagic = UNSIGNED_BYTE << 8 | rank;
        int headerBytes = Integer.BYTES * (1 + rank);
        if (content.remaining() < headerBytes || content.getInt() != expectedMagic) {
            throw new IOException("%s is no IDX file of unsigned bytes with %d dimensions".formatted(path, rank));
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
