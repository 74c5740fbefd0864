package io.alambic.core.augment;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.TensorType;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * Leaves out tokens of a text: of every tensor [T] of whole numbers, such as ids and their mask, a share of the places, at least
 * one (random deletion: Wei, Zou 2019, arXiv 1901.11196). The first place stays, where many models have the token of the class; what is
 * left moves together. A text of one token stays as it is.
 *
 * @param share greater than 0 and less than 1
 */
public record TokenDropout(double share) implements Augmentation {

    public TokenDropout {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException(
                    "expected a share of drop greater than 0 and less than 1, but got '%s'".formatted(share));
        }
    }

    @Override
    public boolean changes(Shape sample, TensorType type, boolean quantized) {
        return !quantized && !type.isReal() && sample.dimension() == 1;
    }

    @Override
    public Shape changed(Shape sample) {
        return new Shape(sample.get(0) - dropped(sample.get(0)));
    }

    private long dropped(long tokens) {
        return Math.min(tokens - 1, Math.max(1, (long) (share * tokens)));
    }

    /** Of the places that are left each is dropped with the chance that makes every choice of them equally likely. */
    @Override
    public void change(EncodedTensor tensor, ByteBuffer from, ByteBuffer to, SplittableRandom random) {
        int bytes = tensor.type().bytes();
        int tokens = from.limit() / bytes;
        long toDrop = dropped(tokens);
        int next = 0;
        for (int place = 0; place < tokens; place++) {
            if (place > 0 && random.nextInt(tokens - place) < toDrop) {
                toDrop--;
            } else {
                to.put(next, from, place * bytes, bytes);
                next += bytes;
            }
        }
    }
}
