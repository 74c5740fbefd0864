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

    /** The first samples, at most as many as there are. */
    public LabelledData first(int count) {
        int kept = Math.min(count, size());
        Shape shape = new Shape(kept).addAll(input.sampleShape());
        ByteBuffer data = input.data().slice(0, Math.toIntExact(kept * input.rowBytes()));
        EncodedTensor head = new EncodedTensor(input.name(), input.type(), shape, data, input.quantization());
        return new LabelledData(head, Arrays.copyOf(labels, kept));
    }
}
