package io.alambic.core.augment;

import ai.djl.ndarray.types.Shape;
import com.google.protobuf.UnsafeByteOperations;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.v1.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntToLongFunction;

/**
 * Augmentations of a sample, one after the other. Immutable, thread safe.
 *
 * @param name as in the configuration, such as {@code mirror+crop(0.125)}
 * @param steps at least one
 */
public record AugmentationChain(String name, List<Augmentation> steps) {

    public AugmentationChain {
        steps = List.copyOf(steps);
    }

    /**
     * Reads a chain.
     *
     * @throws IllegalArgumentException saying what was expected and what came
     */
    public static AugmentationChain parse(String text) {
        return new AugmentationChain(
                text.strip(),
                Arrays.stream(text.split("\\+", -1)).map(Augmentation::named).toList());
    }

    /**
     * Refuses to leave every input of a model as it is, or to change the size of one that is fixed.
     *
     * @throws IllegalArgumentException saying which
     */
    public void requireFit(List<TensorSpec> inputs) {
        for (Augmentation step : steps) {
            List<TensorSpec> changed = inputs.stream()
                    .filter(input -> step.changes(input.sampleShape(), input.type(), false))
                    .toList();
            if (changed.isEmpty()) {
                throw new IllegalArgumentException("'%s' changes none of the inputs %s".formatted(name, inputs));
            }
            for (TensorSpec input : changed) {
                if (!input.isOpen() && !step.changed(input.sampleShape()).equals(input.sampleShape())) {
                    throw new IllegalArgumentException(
                            "'%s' changes the size of samples, but that of input %s is fixed".formatted(name, input));
                }
            }
        }
    }

    /**
     * Returns a tensor on the wire with changed samples; empty if it stays as it is.
     *
     * @param seeds chance of each sample, by its row
     */
    public Optional<Tensor> of(Tensor tensor, IntToLongFunction seeds) {
        EncodedTensor original = EncodedTensor.of(tensor);
        if (steps.stream().noneMatch(step -> changes(original, step))) {
            return Optional.empty();
        }
        EncodedTensor changed = of(original, seeds);
        Tensor.Builder message = tensor.toBuilder().setData(UnsafeByteOperations.unsafeWrap(changed.data()));
        long[] shape = changed.format().stored(changed.shape()).getShape();
        for (int axis = 0; axis < shape.length; axis++) {
            message.setShape(axis, shape[axis]);
        }
        return Optional.of(message.build());
    }

    /**
     * Returns a tensor with changed samples, which has memory of its own; the tensor itself if it stays as it is.
     *
     * @param seeds chance of each sample, by its row
     */
    public EncodedTensor of(EncodedTensor tensor, IntToLongFunction seeds) {
        EncodedTensor changed = tensor;
        for (int i = 0; i < steps.size(); i++) {
            long step = i;
            changed = of(changed, steps.get(i), row -> seeds.applyAsLong(row) + step);
        }
        return changed;
    }

    private static EncodedTensor of(EncodedTensor tensor, Augmentation step, IntToLongFunction seeds) {
        if (!changes(tensor, step)) {
            return tensor;
        }
        int rows = Math.toIntExact(tensor.samples());
        int rowBytes = Math.toIntExact(tensor.rowBytes());
        Shape sample = step.changed(tensor.sampleShape());
        int changedBytes = Math.toIntExact(sample.size() * tensor.type().bytes());
        ByteBuffer changed = ByteBuffer.wrap(zeros(tensor, Math.multiplyExact(rows, changedBytes)));
        for (int row = 0; row < rows; row++) {
            step.change(
                    tensor,
                    tensor.data().slice(row * rowBytes, rowBytes).order(ByteOrder.LITTLE_ENDIAN),
                    changed.slice(row * changedBytes, changedBytes).order(ByteOrder.LITTLE_ENDIAN),
                    new SplittableRandom(seeds.applyAsLong(row)));
        }
        return new EncodedTensor(
                tensor.name(),
                tensor.type(),
                new Shape(rows).addAll(sample),
                changed.order(ByteOrder.LITTLE_ENDIAN),
                tensor.quantization(),
                tensor.format());
    }

    private static byte[] zeros(EncodedTensor tensor, int bytes) {
        byte[] zeros = new byte[bytes];
        if (tensor.quantization() != null) {
            Arrays.fill(zeros, (byte) tensor.quantization().zeroPoint());
        }
        return zeros;
    }

    private static boolean changes(EncodedTensor tensor, Augmentation step) {
        return step.changes(tensor.sampleShape(), tensor.type(), tensor.quantization() != null);
    }
}
