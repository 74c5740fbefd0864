package io.alambic.system.hostile;

import com.google.protobuf.ByteString;
import io.alambic.v1.DataType;
import io.alambic.v1.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/** Makes FP32 tensors that fit a model, and ways to spoil them. */
final class HostileTensors {

    private static final float[] ODD = {
        Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE
    };

    private HostileTensors() {}

    /** Returns a tensor of random numbers from 0 to 1. */
    static Tensor.Builder valid(String name, SplittableRandom random, long... shape) {
        int elements = 1;
        Tensor.Builder tensor = Tensor.newBuilder().setName(name).setDataType(DataType.DATA_TYPE_FP32);
        for (long size : shape) {
            tensor.addShape(size);
            elements *= (int) size;
        }
        ByteBuffer data = ByteBuffer.allocate(elements * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < elements; i++) {
            data.putFloat((float) random.nextDouble());
        }
        return tensor.setData(ByteString.copyFrom(data.flip()));
    }

    /** Replaces one element by a number that is not finite, or extreme. */
    static void spoilNumber(Tensor.Builder tensor, SplittableRandom random) {
        byte[] bytes = tensor.getData().toByteArray();
        int element = random.nextInt(bytes.length / Float.BYTES);
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(element * Float.BYTES, ODD[random.nextInt(ODD.length)]);
        tensor.setData(ByteString.copyFrom(bytes));
    }

    /** Makes name, type, shape or length disagree with the rest. */
    static void spoilForm(Tensor.Builder tensor, SplittableRandom random) {
        int last = tensor.getShapeCount() - 1;
        switch (random.nextInt(9)) {
            case 0 -> tensor.setName("");
            case 1 -> tensor.setName("another");
            case 2 -> tensor.setDataTypeValue(random.nextInt(12));
            case 3 -> tensor.setShape(last, tensor.getShape(last) + 1);
            case 4 -> tensor.setShape(0, -1);
            case 5 -> tensor.setShape(0, Long.MAX_VALUE);
            case 6 -> tensor.clearShape();
            case 7 -> tensor.setData(tensor.getData().substring(random.nextInt(Float.BYTES)));
            default -> tensor.addShape(1L << 40);
        }
    }
}
