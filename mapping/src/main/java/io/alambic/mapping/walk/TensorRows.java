package io.alambic.mapping.walk;

import com.google.protobuf.ByteString;
import io.alambic.mapping.RefusedRecordException;
import io.alambic.mapping.plan.TensorPlan;
import io.alambic.mapping.value.GrowingBytes;
import io.alambic.mapping.value.InvalidValueException;
import io.alambic.v1.Tensor;
import java.util.Set;

/** One tensor of the samples of a record, a row for each. Used by one thread. */
final class TensorRows {

    private static final int UNKNOWN = -1;

    private final TensorPlan plan;
    private final GrowingBytes bytes;
    private int end;
    private int rowBytes;
    private int openSize = UNKNOWN;
    private int openSizeOfRow;

    /**
     * No rows.
     *
     * @param limit most bytes
     */
    TensorRows(TensorPlan plan, int limit) {
        this.plan = plan;
        this.bytes = new GrowingBytes(limit);
        this.rowBytes = plan.rowBytes();
    }

    /** Forgets all rows. */
    void clear() {
        bytes.clear();
        end = 0;
        rowBytes = plan.rowBytes();
        openSize = UNKNOWN;
    }

    GrowingBytes bytes() {
        return bytes;
    }

    /** Returns the bytes of the rows that are kept. */
    int end() {
        return end;
    }

    /** Makes room for a row. */
    void begin() throws RefusedRecordException {
        openSizeOfRow = UNKNOWN;
        if (!plan.isOpen() && !bytes.ensure((long) end + rowBytes)) {
            throw RecordTooLarge.refusal();
        }
    }

    /** Says how many elements the new row has. */
    void resize(int elements) throws InvalidValueException {
        int size = elements / plan.elements();
        if (size == 0 || elements % plan.elements() != 0) {
            throw new InvalidValueException(
                    "expected a multiple of %d elements, but got %d".formatted(plan.elements(), elements));
        }
        if (openSize != UNKNOWN && openSize != size) {
            throw new InvalidValueException(
                    "expected samples of one size in a record, but the open dimension is %d here and %d before"
                            .formatted(size, openSize));
        }
        openSizeOfRow = size;
    }

    /** Keeps the new row. */
    void keep() {
        if (plan.isOpen() && openSize == UNKNOWN) {
            openSize = openSizeOfRow;
            rowBytes = plan.rowBytes() * openSize;
        }
        end += rowBytes;
    }

    /** Keeps only the first rows. */
    void keepFirst(int rows) {
        end = rows * rowBytes;
        openSize = rows == 0 ? UNKNOWN : openSize;
    }

    /** Returns the bytes of so many rows. */
    long bytesOf(int rows) {
        return (long) rows * rowBytes;
    }

    /**
     * Returns the tensor.
     *
     * @param samples number of all samples
     * @param faulty those without a row here, which become rows of zeros
     */
    Tensor tensor(int samples, Set<Integer> faulty) {
        Tensor.Builder tensor = Tensor.newBuilder()
                .setName(plan.name())
                .setDataType(plan.type().wire())
                .addShape(samples)
                .setData(faulty.isEmpty() ? bytes.first(end) : withZeros(samples, faulty));
        for (int axis = 0; axis < plan.shape().length; axis++) {
            tensor.addShape(axis == plan.openAxis() ? openSize : plan.shape()[axis]);
        }
        return tensor.build();
    }

    private ByteString withZeros(int samples, Set<Integer> faulty) {
        GrowingBytes kept = new GrowingBytes(samples * rowBytes);
        kept.ensure((long) samples * rowBytes);
        int from = 0;
        for (int sample = 0; sample < samples; sample++) {
            if (!faulty.contains(sample)) {
                kept.copy(bytes, from, rowBytes, sample * rowBytes);
                from += rowBytes;
            }
        }
        return kept.first(samples * rowBytes);
    }
}
