package io.alambic.core.data;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.tensor.EncodedTensor;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Samples of one input with their classes.
 *
 * @param input [N, ...]
 * @param labels class of each sample, N entries
 */
public record LabelledData(EncodedTensor input, int[] labels) {

    public LabelledData {
        if (input.samples() != labels.length) {
            throw new IllegalArgumentException("%d samples, but %d labels".formatted(input.samples(), labels.length));
        }
    }

    /** Number of samples. */
    public int size() {
        return labels.length;
    }

    /**
     * Returns these samples followed by their mirror images: every row of the last dimension is reversed. This suits
     * photographs, but not digits.
     */
    public LabelledData withMirrored() {
        int width = Math.toIntExact(input.shape().get(input.shape().dimension() - 1));
        int element = input.type().bytes();
        byte[] both = new byte[2 * input.data().remaining()];
        input.data().duplicate().get(both, 0, both.length / 2);
        for (int row = both.length / 2; row < both.length; row += width * element) {
            for (int i = 0; i < width; i++) {
                int from = row - both.length / 2 + (width - 1 - i) * element;
                System.arraycopy(both, from, both, row + i * element, element);
            }
        }
        int[] labelsTwice = Arrays.copyOf(labels, 2 * labels.length);
        System.arraycopy(labels, 0, labelsTwice, labels.length, labels.length);
        Shape shape = new Shape(2L * size()).addAll(input.sampleShape());
        return new LabelledData(
                new EncodedTensor(input.name(), input.type(), shape, ByteBuffer.wrap(both), input.quantization()),
                labelsTwice);
    }

    /** Returns the first samples, at most all of them. */
    public LabelledData first(int count) {
        int kept = Math.min(count, size());
        Shape shape = new Shape(kept).addAll(input.sampleShape());
        ByteBuffer data = input.data().slice(0, Math.toIntExact(kept * input.rowBytes()));
        EncodedTensor head = new EncodedTensor(input.name(), input.type(), shape, data, input.quantization());
        return new LabelledData(head, Arrays.copyOf(labels, kept));
    }
}
