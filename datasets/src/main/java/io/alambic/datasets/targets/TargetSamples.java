package io.alambic.datasets.targets;

import io.alambic.client.ElementType;
import io.alambic.client.NamedTensor;
import io.alambic.datasets.LabelledSamples;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Samples of one input with a label tensor.
 *
 * @param inputs [N, ...]
 * @param targets [N, ...], FP32, or UINT8 for classes
 */
public record TargetSamples(NamedTensor inputs, NamedTensor targets) implements LabelledSamples {

    private static final int NO_CLASS = -1;

    public TargetSamples {
        if (inputs.samples() != targets.samples()) {
            throw new IllegalArgumentException(
                    "%d samples, but %d targets".formatted(inputs.samples(), targets.samples()));
        }
    }

    /** Returns the first samples, at most all of them. */
    public TargetSamples first(int count) {
        int kept = Math.min(count, size());
        return new TargetSamples(rows(inputs, 0, kept), rows(targets, 0, kept));
    }

    @Override
    public int size() {
        return Math.toIntExact(inputs.samples());
    }

    /** Returns that there is not one class a sample. */
    @Override
    public int label(int index) {
        return NO_CLASS;
    }

    @Override
    public int together(int from, int most) {
        return Math.min(most, size() - from);
    }

    @Override
    public List<NamedTensor> tensors(int from, int count) {
        return List.of(rows(inputs, from, count));
    }

    @Override
    public Optional<NamedTensor> labelTensor(int from, int count) {
        return Optional.of(rows(targets, from, count));
    }

    /** Returns the label of a sample as numbers. */
    public float[] target(int index) {
        NamedTensor row = rows(targets, index, 1);
        if (row.type() == ElementType.FP32) {
            return row.floats();
        }
        float[] classes = new float[row.data().size()];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = Byte.toUnsignedInt(row.data().byteAt(i));
        }
        return classes;
    }

    private static NamedTensor rows(NamedTensor all, int from, int count) {
        int bytes = all.data().size() / Math.toIntExact(all.samples());
        List<Long> shape = LongStream.concat(
                        LongStream.of(count), all.sampleShape().stream().mapToLong(Long::longValue))
                .boxed()
                .toList();
        return new NamedTensor(
                all.name(),
                all.type(),
                shape,
                all.data().substring(from * bytes, (from + count) * bytes),
                all.quantization());
    }
}
