package io.alambic.core.augment;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.settings.Expression;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.TensorType;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * Changes a sample into another one of the same meaning. Immutable, thread safe. A new augmentation is one class and one line of
 * {@link #named}.
 */
public interface Augmentation {

    /**
     * Returns whether it changes tensors of this kind; it leaves all others as they are.
     *
     * @param sample shape of one sample
     * @param type of the elements
     * @param quantized whether the elements stand for real numbers
     */
    boolean changes(Shape sample, TensorType type, boolean quantized);

    /** Returns the shape of a changed sample. */
    default Shape changed(Shape sample) {
        return sample;
    }

    /**
     * Changes one sample of a tensor that it {@link #changes}.
     *
     * @param tensor that the sample belongs to
     * @param from its little-endian elements from index 0 on
     * @param to filled with the element that stands for 0; receives the elements of the changed sample
     * @param random chance of the sample: every tensor of a sample gets the same numbers, so that tensors of one size change alike
     */
    void change(EncodedTensor tensor, ByteBuffer from, ByteBuffer to, SplittableRandom random);

    /**
     * Returns the augmentation of that name in the configuration. This is the only place with the names.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    static Augmentation named(String text) {
        Expression choice = Expression.parse(text);
        return switch (choice.name()) {
            case "mirror" -> {
                choice.arguments(0, "mirror");
                yield new Mirror();
            }
            case "crop" -> new Crop(choice.arguments(1, "crop(share)").get(0));
            case "noise" -> new Noise(choice.arguments(1, "noise(deviation)").get(0));
            case "drop" -> new TokenDropout(choice.arguments(1, "drop(share)").get(0));
            default ->
                throw new IllegalArgumentException(
                        "expected mirror, crop(share), noise(deviation) or drop(share), but got '%s'".formatted(text));
        };
    }
}
