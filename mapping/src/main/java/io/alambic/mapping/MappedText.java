package io.alambic.mapping;

import ai.djl.util.Float16Utils;
import com.google.protobuf.Timestamp;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a record became, for people to read. */
public final class MappedText {

    private MappedText() {}

    /**
     * Returns one line for each tensor, the labels, the ids, and the event time if it is not that of the record.
     *
     * @param elements most of a tensor that are shown
     */
    public static String of(SampleBatch batch, int elements) {
        StringBuilder text = new StringBuilder();
        batch.getTensorsList().forEach(tensor -> add(tensor.getName(), tensor, elements, text));
        if (batch.hasLabelTensor()) {
            add("label_tensor", batch.getLabelTensor(), elements, text);
        } else {
            text.append("labels ").append(batch.getLabelsList()).append('\n');
        }
        text.append("ids ").append(List.copyOf(batch.getSampleIdsList())).append('\n');
        if (batch.hasEventTime()) {
            Timestamp time = batch.getEventTime();
            text.append("time ")
                    .append(Instant.ofEpochSecond(time.getSeconds(), time.getNanos()))
                    .append('\n');
        }
        return text.toString();
    }

    /** Returns a tensor of one sample as {@code image FP32 1x28x28}, with the letters of open dimensions. */
    public static String of(TensorSpec tensor) {
        return IntStream.range(0, tensor.letters().size())
                .mapToObj(axis -> tensor.letters().get(axis).isEmpty()
                        ? Long.toString(tensor.sampleShape().get(axis))
                        : tensor.letters().get(axis))
                .collect(Collectors.joining("x", tensor.name() + " " + tensor.type() + " ", ""));
    }

    /** Returns several tensors of one sample, by comma. */
    public static String of(List<TensorSpec> tensors) {
        return tensors.stream().map(MappedText::of).collect(Collectors.joining(", "));
    }

    private static void add(String name, Tensor tensor, int elements, StringBuilder text) {
        TensorType type = TensorType.of(tensor.getDataType());
        text.append(name).append(' ').append(type).append(' ').append(tensor.getShapeList());
        ByteBuffer data = tensor.getData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        for (int shown = 0; data.hasRemaining() && shown < elements; shown++) {
            text.append(' ').append(next(type, data));
        }
        if (data.hasRemaining()) {
            text.append(" ... and ").append(data.remaining() / type.bytes()).append(" more");
        }
        text.append('\n');
    }

    private static String next(TensorType type, ByteBuffer data) {
        return switch (type) {
            case BOOL, INT8 -> Integer.toString(data.get());
            case UINT8 -> Integer.toString(Byte.toUnsignedInt(data.get()));
            case INT32 -> Integer.toString(data.getInt());
            case INT64 -> Long.toString(data.getLong());
            case FP16 -> Float.toString(Float16Utils.halfToFloat(data.getShort()));
            case FP32 -> Float.toString(data.getFloat());
            case FP64 -> Double.toString(data.getDouble());
        };
    }
}
