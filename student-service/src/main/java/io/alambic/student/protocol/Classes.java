package io.alambic.student.protocol;

import com.google.protobuf.ByteString;
import io.alambic.core.tensor.TensorType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Formats the largest values of an output as the classification extension requires: {@code score:index} or
 * {@code score:index:label}, largest first. Immutable.
 */
final class Classes {

    private final List<String> labels;

    /**
     * Creates a formatter.
     *
     * @param labels by index; used only for outputs with as many values as labels
     */
    Classes(List<String> labels) {
        this.labels = List.copyOf(labels);
    }

    /**
     * Returns the largest values of each sample, sample by sample.
     *
     * @param elements number of values of one sample
     */
    List<ByteString> best(ByteBuffer values, TensorType type, int elements, int count) {
        List<ByteString> best = new ArrayList<>();
        while (values.hasRemaining()) {
            double[] sample = new double[elements];
            for (int i = 0; i < elements; i++) {
                sample[i] = number(values, type);
            }
            IntStream.range(0, elements)
                    .boxed()
                    .sorted(Comparator.<Integer>comparingDouble(i -> -sample[i]).thenComparing(i -> i))
                    .limit(count)
                    .forEach(i -> best.add(ByteString.copyFromUtf8(text(sample[i], i, elements))));
        }
        return best;
    }

    private String text(double score, int index, int elements) {
        String text = String.format(Locale.ROOT, "%f:%d", score, index);
        return elements == labels.size() ? text + ":" + labels.get(index) : text;
    }

    private static double number(ByteBuffer values, TensorType type) {
        return switch (type) {
            case BOOL, INT8 -> values.get();
            case UINT8 -> Byte.toUnsignedInt(values.get());
            case INT32 -> values.getInt();
            case INT64 -> values.getLong();
            case FP32 -> values.getFloat();
            case FP64 -> values.getDouble();
            case FP16 -> throw new IllegalArgumentException("FP16 cannot be classified");
        };
    }
}
