package io.alambic.core.task;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.FiniteNumbers;
import io.alambic.core.tensor.InvalidTensorException;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.List;

/** Labels as they travel, in the form in which a task learns from them. */
public final class Labels {

    /** How a class reads that a sample does not have. */
    public static final int NONE = -1;

    /** What masks of segmentation name a place that is not counted, in bytes without a sign. */
    private static final int UINT8_NONE = 255;

    /** The name of labels as a tensor. */
    public static final String NAME = "labels";

    private Labels() {}

    /** Returns one class for each sample, INT32 [N]; any negative class is none. */
    public static EncodedTensor classes(List<Integer> classes) {
        ByteBuffer data = buffer(classes.size() * Integer.BYTES);
        classes.forEach(label -> data.putInt(Math.max(NONE, label)));
        return new EncodedTensor(NAME, TensorType.INT32, new Shape(classes.size()), data.flip(), null);
    }

    /** Returns labels of samples that have none. */
    public static EncodedTensor none(TensorSpec spec, int samples) {
        Shape shape = spec.batchShape(samples);
        ByteBuffer data = buffer(
                Math.multiplyExact(Math.toIntExact(shape.size()), spec.type().bytes()));
        while (data.hasRemaining()) {
            putNone(data, spec.type());
        }
        return new EncodedTensor(NAME, spec.type(), shape, data.flip(), null);
    }

    private static void putNone(ByteBuffer data, TensorType type) {
        switch (type) {
            case FP32 -> data.putFloat(Float.NaN);
            case INT32 -> data.putInt(NONE);
            case INT8 -> data.put((byte) NONE);
            default -> throw new IllegalArgumentException("no label is " + type);
        }
    }

    /**
     * Reads labels that came as a tensor. Whole numbers may have any type; real ones are FP32 or FP64. What is below 0 is not counted,
     * nor is 255 in UINT8, which has no negative numbers.
     *
     * @param samples N, how many it must be of
     * @throws InvalidTensorException with what was expected and what came
     */
    public static EncodedTensor read(EncodedTensor came, TensorSpec spec, int samples) {
        if (came.samples() != samples || !spec.takes(came.shape().getShape(), 1)) {
            throw new InvalidTensorException(
                    "labels: expected shape %s, but it is %s".formatted(spec.batchText(samples), came.shape()));
        }
        boolean real = spec.type() == TensorType.FP32;
        if (came.quantization() != null || isReal(came.type()) != real || came.type() == TensorType.FP16) {
            throw new InvalidTensorException("labels: expected %s, but got %s"
                    .formatted(real ? "FP32 or FP64" : "whole numbers without quantization", came.type()));
        }
        if (came.type() == spec.type()) {
            return came;
        }
        ByteBuffer from = came.data().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer data = buffer(Math.multiplyExact(
                Math.toIntExact(came.shape().size()), spec.type().bytes()));
        while (from.hasRemaining()) {
            switch (spec.type()) {
                case FP32 -> data.putFloat((float) from.getDouble());
                case INT32 -> data.putInt((int) whole(from, came.type(), Integer.MAX_VALUE));
                default -> data.put((byte) whole(from, came.type(), Byte.MAX_VALUE));
            }
        }
        return new EncodedTensor(NAME, spec.type(), came.shape(), data.flip(), null);
    }

    /**
     * Finds the samples that have a label which is none of the task: a whole number above the largest, or a real one that is infinite
     * or 2^50 and more.
     */
    public static BitSet samplesBeyond(EncodedTensor labels, int largest) {
        BitSet beyond = new BitSet();
        int width = width(labels);
        for (int sample = 0; sample < labels.samples(); sample++) {
            beyond.set(sample, !Double.isNaN(firstBeyond(labels, sample, width, largest)));
        }
        return beyond;
    }

    /** Returns the first such label of a sample; NaN if there is none. */
    public static double firstBeyond(EncodedTensor labels, int sample, int largest) {
        return firstBeyond(labels, sample, width(labels), largest);
    }

    private static int width(EncodedTensor labels) {
        return Math.toIntExact(labels.rowBytes() / labels.type().bytes());
    }

    private static double firstBeyond(EncodedTensor labels, int sample, int width, int largest) {
        ByteBuffer data = labels.data();
        for (int i = sample * width; i < (sample + 1) * width; i++) {
            double label =
                    switch (labels.type()) {
                        case FP32 -> data.getFloat(i * Float.BYTES);
                        case INT32 -> data.getInt(i * Integer.BYTES);
                        default -> data.get(i);
                    };
            boolean isBeyond = labels.type() == TensorType.FP32
                    ? Math.abs(label) >= FiniteNumbers.TOO_LARGE_TO_LEARN
                    : label > largest;
            if (isBeyond) {
                return label;
            }
        }
        return Double.NaN;
    }

    private static boolean isReal(TensorType type) {
        return type == TensorType.FP16 || type == TensorType.FP32 || type == TensorType.FP64;
    }

    /** A whole number within a type; one that is too large stays too large for any class. */
    private static long whole(ByteBuffer from, TensorType type, long largest) {
        long number =
                switch (type) {
                    case INT64 -> from.getLong();
                    case INT32 -> from.getInt();
                    case INT8 -> from.get();
                    default -> unsigned(from, type);
                };
        return Math.max(NONE, Math.min(largest, number));
    }

    private static long unsigned(ByteBuffer from, TensorType type) {
        int number = Byte.toUnsignedInt(from.get());
        return type == TensorType.UINT8 && number == UINT8_NONE ? NONE : number;
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
