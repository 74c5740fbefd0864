package io.alambic.core.augment;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.TensorType;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * Adds normal noise to every real number: FP32, FP64 and quantized ones, which are rounded to the nearest that the quantization has.
 * FP16 stays as it is.
 *
 * @param deviation standard deviation of the noise, in the unit of the numbers; finite and greater than 0
 */
public record Noise(double deviation) implements Augmentation {

    private static final int BYTE_BITS = 0xff;

    public Noise {
        if (!Double.isFinite(deviation) || deviation <= 0) {
            throw new IllegalArgumentException(
                    "expected a deviation of noise greater than 0, but got '%s'".formatted(deviation));
        }
    }

    @Override
    public boolean changes(Shape sample, TensorType type, boolean quantized) {
        return quantized || type == TensorType.FP32 || type == TensorType.FP64;
    }

    @Override
    public void change(EncodedTensor tensor, ByteBuffer from, ByteBuffer to, SplittableRandom random) {
        int bytes = tensor.type().bytes();
        for (int at = 0; at < from.limit(); at += bytes) {
            switch (tensor.type()) {
                case FP32 -> to.putFloat(at, (float) (from.getFloat(at) + deviation * normal(random)));
                case FP64 -> to.putDouble(at, from.getDouble(at) + deviation * normal(random));
                case UINT8, INT8 -> to.put(at, noisy(tensor, from.get(at), random));
                default -> to.put(at, from, at, bytes);
            }
        }
    }

    private byte noisy(EncodedTensor tensor, byte element, SplittableRandom random) {
        boolean unsigned = tensor.type() == TensorType.UINT8;
        int whole = unsigned ? element & BYTE_BITS : element;
        long moved = Math.round(
                whole + deviation * normal(random) / tensor.quantization().scale());
        return (byte) Math.max(unsigned ? 0 : Byte.MIN_VALUE, Math.min(unsigned ? BYTE_BITS : Byte.MAX_VALUE, moved));
    }

    /** By Box and Muller, so that the numbers are the same with every JVM. */
    private static double normal(SplittableRandom random) {
        return StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()))
                * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }
}
