package io.alambic.core.storage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The type in which weights are stored. Computation uses 32 bits.
 *
 * <p>{@code INT8} turns a weight w [out, ...] of two or more dimensions into whole numbers
 * {@code q = round(w / s)} with one scale {@code s = max |w| / 127} for each output channel, stored as
 * {@code name.scale} [out]. Weights of one dimension (biases, batch norm) are small and remain FP32.
 */
public enum WeightType {
    /** 32 bits a weight: exact. */
    FP32,
    /** 16 bits a weight, 11 of them significant: off by at most 2⁻¹¹ of its value, where it is not tiny. */
    FP16,
    /** 8 bits a weight: off by at most half a scale. */
    INT8;

    /** End of the name of the scales that belong to a quantized tensor. */
    public static final String SCALE = ".scale";

    private static final int LARGEST = 127;

    /**
     * Converts weights to this type.
     *
     * @param weights FP32; weights of another type are kept
     * @param scope owns the new arrays
     */
    public Map<String, NDArray> stored(Map<String, NDArray> weights, NDManager scope) {
        Map<String, NDArray> stored = new LinkedHashMap<>();
        weights.forEach((name, weight) -> {
            switch (weight.getDataType() == DataType.FLOAT32 ? this : FP32) {
                case FP32 -> stored.put(name, weight);
                case FP16 -> stored.put(name, half(name, weight, scope));
                case INT8 -> quantize(name, weight, scope, stored);
            }
        });
        return stored;
    }

    private static NDArray half(String name, NDArray weight, NDManager scope) {
        NDArray half = weight.toType(DataType.FLOAT16, true);
        half.attach(scope);
        if (!Float.isFinite(half.toType(DataType.FLOAT32, true).sum().getFloat())) {
            throw new IllegalArgumentException("weight '%s' holds numbers too large for 16 bits".formatted(name));
        }
        return half;
    }

    private static void quantize(String name, NDArray weight, NDManager scope, Map<String, NDArray> stored) {
        Shape shape = weight.getShape();
        if (shape.dimension() < 2) {
            stored.put(name, weight);
            return;
        }
        float[] values = weight.toFloatArray();
        float[] scales = new float[Math.toIntExact(shape.get(0))];
        byte[] quantized = new byte[values.length];
        int each = values.length / scales.length;
        for (int channel = 0; channel < scales.length; channel++) {
            float largest = 0;
            for (int i = channel * each; i < (channel + 1) * each; i++) {
                largest = Math.max(largest, Math.abs(values[i]));
            }
            if (!Float.isFinite(largest)) {
                throw new IllegalArgumentException("weight '%s' is not finite".formatted(name));
            }
            scales[channel] = largest == 0 ? 1 : largest / LARGEST;
            for (int i = channel * each; i < (channel + 1) * each; i++) {
                quantized[i] = (byte) Math.round(values[i] / scales[channel]);
            }
        }
        stored.put(name, scope.create(ByteBuffer.wrap(quantized), shape, DataType.INT8));
        stored.put(name + SCALE, scope.create(scales));
    }

    /**
     * Returns the type in which weights were stored.
     *
     * @param stored as returned by {@link #stored}
     */
    public static WeightType of(Map<String, NDArray> stored) {
        return stored.values().stream()
                .map(NDArray::getDataType)
                .map(type -> type == DataType.INT8 ? INT8 : type == DataType.FLOAT16 ? FP16 : FP32)
                .filter(type -> type != FP32)
                .findFirst()
                .orElse(FP32);
    }

    /**
     * Converts stored weights to FP32; those of whole numbers stay as they are.
     *
     * @param stored as returned by {@link #stored}
     * @throws IllegalArgumentException if a weight has no scale, or one of another length
     */
    public static Map<String, NDArray> restored(Map<String, NDArray> stored) {
        Map<String, NDArray> weights = new LinkedHashMap<>();
        stored.forEach((name, array) -> {
            if (array.getDataType() == DataType.INT8) {
                weights.put(name, scaled(name, array, stored.get(name + SCALE)));
            } else if (array.getDataType() == DataType.FLOAT16) {
                weights.put(name, array.toType(DataType.FLOAT32, true));
            } else if (!isScale(name, stored)) {
                weights.put(name, array);
            }
        });
        return weights;
    }

    private static boolean isScale(String name, Map<String, NDArray> stored) {
        NDArray of = name.endsWith(SCALE) ? stored.get(name.substring(0, name.length() - SCALE.length())) : null;
        return of != null && of.getDataType() == DataType.INT8;
    }

    private static NDArray scaled(String name, NDArray quantized, NDArray scale) {
        Shape shape = quantized.getShape();
        if (scale == null || !scale.getShape().equals(new Shape(shape.get(0)))) {
            throw new IllegalArgumentException("weight '%s' of shape %s has no scale for each of its %d channels"
                    .formatted(name, shape, shape.get(0)));
        }
        long[] broadcast = new long[shape.dimension()];
        Arrays.fill(broadcast, 1);
        broadcast[0] = shape.get(0);
        return quantized.toType(DataType.FLOAT32, true).mul(scale.reshape(new Shape(broadcast)));
    }

    /** Returns the name in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
