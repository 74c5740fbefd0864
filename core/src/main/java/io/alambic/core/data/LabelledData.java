package io.alambic.core.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.augment.AugmentationChain;
import io.alambic.core.augment.Mirror;
import io.alambic.core.digest.HashBits;
import io.alambic.core.tensor.EncodedTensor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Samples of one input with their classes.
 *
 * @param input [N, ...]
 * @param labels class of each sample, N entries
 */
public record LabelledData(EncodedTensor input, int[] labels) implements TrainingData {

    public LabelledData {
        if (input.samples() != labels.length) {
            throw new IllegalArgumentException("%d samples, but %d labels".formatted(input.samples(), labels.length));
        }
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public NDArray labels(int[] rows, NDManager scope) {
        return scope.create(Arrays.stream(rows).map(row -> labels[row]).toArray());
    }

    /** Returns these samples followed by their mirror images. This suits photographs, but not digits. */
    public LabelledData withMirrored() {
        return withAugmented(List.of(new AugmentationChain("mirror", List.of(new Mirror()))), 0);
    }

    /**
     * Returns these samples, followed by all of them changed by each chain, with the same labels.
     *
     * @param chains that keep the shape of a sample
     * @param seed of the changes
     */
    public LabelledData withAugmented(List<AugmentationChain> chains, long seed) {
        ByteBuffer all = ByteBuffer.allocate(
                Math.multiplyExact(chains.size() + 1, input.data().remaining()));
        int[] allLabels = Arrays.copyOf(labels, (chains.size() + 1) * labels.length);
        all.put(input.data().duplicate());
        for (int i = 0; i < chains.size(); i++) {
            long chain = HashBits.mix(seed + HashBits.GOLDEN * i);
            all.put(chains.get(i)
                    .of(input, row -> HashBits.mix(chain + HashBits.GOLDEN * row))
                    .data()
                    .duplicate());
            System.arraycopy(labels, 0, allLabels, (i + 1) * labels.length, labels.length);
        }
        Shape shape = new Shape(allLabels.length).addAll(input.sampleShape());
        return new LabelledData(
                new EncodedTensor(input.name(), input.type(), shape, all.flip(), input.quantization()), allLabels);
    }

    /** Returns the first samples, at most all of them. */
    public LabelledData first(int count) {
        return range(0, count);
    }

    /**
     * Returns some of the samples, as far as there are so many.
     *
     * @param from first of them, counted from 0
     * @param to sample behind the last
     */
    public LabelledData range(int from, int to) {
        int end = Math.min(to, size());
        int start = Math.min(from, end);
        Shape shape = new Shape(end - start).addAll(input.sampleShape());
        ByteBuffer data = input.data()
                .slice(Math.toIntExact(start * input.rowBytes()), Math.toIntExact((end - start) * input.rowBytes()));
        EncodedTensor part = new EncodedTensor(input.name(), input.type(), shape, data, input.quantization());
        return new LabelledData(part, Arrays.copyOfRange(labels, start, end));
    }
}
