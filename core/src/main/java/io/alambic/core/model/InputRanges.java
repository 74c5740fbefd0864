package io.alambic.core.model;

import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;

/**
 * The whole numbers that inputs may hold where a model can read no others, such as the tokens of an embedding. A number outside
 * ends a pass with an error, and on an accelerator all that come after it. Immutable.
 *
 * @param byInput the range of an input by its name; an input without one may hold any number of its type
 */
public record InputRanges(Map<String, Range> byInput) {

    /** A model that reads all numbers of its inputs' types. */
    public static final InputRanges NONE = new InputRanges(Map.of());

    public InputRanges {
        byInput = Map.copyOf(byInput);
    }

    /**
     * The numbers that may occur.
     *
     * @param least the smallest
     * @param most the largest
     */
    public record Range(long least, long most) {

        public Range {
            if (most < least) {
                throw new IllegalArgumentException("expected at least %d, but got %d".formatted(least, most));
            }
        }

        boolean holds(long number) {
            return number >= least && number <= most;
        }
    }

    /** Returns whether some numbers of an input's type cannot be read. */
    public boolean limits(String input) {
        return byInput.containsKey(input);
    }

    /**
     * Returns what is wrong with the first element that cannot be read; empty if all can.
     *
     * @param elements little-endian, from the buffer's position to its limit
     */
    public Optional<String> firstOutside(String input, TensorType type, ByteBuffer elements) {
        Range range = byInput.get(input);
        if (range == null || !isWhole(type)) {
            return Optional.empty();
        }
        ByteBuffer data = elements.slice().order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; data.remaining() >= type.bytes(); i++) {
            long number = next(data, type);
            if (!range.holds(number)) {
                return Optional.of("element %d: expected a number from %d to %d, but got %d"
                        .formatted(i, range.least(), range.most(), number));
            }
        }
        return Optional.empty();
    }

    /** Returns the samples of a tensor with a number that cannot be read. */
    public BitSet samplesOutside(EncodedTensor tensor) {
        BitSet outside = new BitSet();
        if (limits(tensor.name())) {
            for (int row = 0; row < tensor.samples(); row++) {
                outside.set(row, firstOutside(tensor, row).isPresent());
            }
        }
        return outside;
    }

    /** Returns what is wrong with the first element of a sample that cannot be read; empty if all can. */
    public Optional<String> firstOutside(EncodedTensor tensor, int sample) {
        int rowBytes = Math.toIntExact(tensor.rowBytes());
        ByteBuffer data = tensor.data().slice();
        return firstOutside(tensor.name(), tensor.type(), data.slice(sample * rowBytes, rowBytes));
    }

    private static boolean isWhole(TensorType type) {
        return switch (type) {
            case UINT8, INT8, INT32, INT64 -> true;
            case BOOL, FP16, FP32, FP64 -> false;
        };
    }

    private static long next(ByteBuffer data, TensorType type) {
        return switch (type) {
            case UINT8 -> Byte.toUnsignedLong(data.get());
            case INT8 -> data.get();
            case INT32 -> data.getInt();
            default -> data.getLong();
        };
    }
}
