package io.alambic.core.merge;

import com.google.protobuf.UnsafeByteOperations;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.InvalidTensorException;
import io.alambic.core.tensor.TensorType;
import io.alambic.core.tensor.TopKLogits;
import io.alambic.v1.DataType;
import io.alambic.v1.Logits;
import io.alambic.v1.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Logits of one teacher for N samples, [N, ...] with the classes last. A view of its record. Used by one thread. */
public final class AnswerLogits {

    private final EncodedTensor tensor;

    private AnswerLogits(EncodedTensor tensor) {
        this.tensor = tensor;
    }

    /**
     * Reads logits, of which none is NaN or positive infinity, and one of each sample is finite.
     *
     * @throws InvalidTensorException if they are none
     */
    public static AnswerLogits of(Logits logits) {
        EncodedTensor tensor =
                switch (logits.getFormCase()) {
                    case FULL -> EncodedTensor.of(logits.getFull());
                    case TOP_K ->
                        TopKLogits.decode(logits.getTopK(), logits.getTopK().getClassCount());
                    case FORM_NOT_SET -> throw new InvalidTensorException("there are no logits");
                };
        if (tensor.type() != TensorType.FP32
                || tensor.samples() < 1
                || tensor.shape().dimension() < 2) {
            throw new InvalidTensorException("tensor '%s': expected FP32 [N, ...] with N of at least 1, but it is %s %s"
                    .formatted(tensor.name(), tensor.type(), tensor.shape()));
        }
        AnswerLogits answer = new AnswerLogits(tensor);
        answer.requireUsable();
        return answer;
    }

    private void requireUsable() {
        int classes = classes();
        boolean finite = true;
        for (int i = 0; i < tensor.data().limit() / Float.BYTES; i++) {
            if (i % classes == 0) {
                requireFinite(finite);
                finite = false;
            }
            float logit = tensor.data().getFloat(i * Float.BYTES);
            if (Float.isNaN(logit) || logit == Float.POSITIVE_INFINITY) {
                throw new InvalidTensorException("tensor '%s' holds %s".formatted(tensor.name(), logit));
            }
            finite |= logit != Float.NEGATIVE_INFINITY;
        }
        requireFinite(finite);
    }

    private void requireFinite(boolean finite) {
        if (!finite) {
            throw new InvalidTensorException("tensor '%s' rules out every class".formatted(tensor.name()));
        }
    }

    /** Returns N. */
    public int samples() {
        return Math.toIntExact(tensor.samples());
    }

    /** Returns the shape of a sample's answer. */
    public List<Long> sampleShape() {
        return Arrays.stream(tensor.sampleShape().getShape()).boxed().toList();
    }

    /** Returns the last dimension. */
    public int classes() {
        return Math.toIntExact(tensor.shape().get(tensor.shape().dimension() - 1));
    }

    /** Returns how many places with logits of all classes a sample has. */
    public int places() {
        return Math.toIntExact(tensor.sampleShape().size() / classes());
    }

    /**
     * Returns the logits of one place of a sample, where the merge has them.
     *
     * @param known index that each of this teacher's classes has among all; empty if it knows all
     * @param all number of classes of the merge
     * @return [all], NaN where the class is not known
     */
    public float[] row(int sample, int place, int[] known, int all) {
        int start = (sample * places() + place) * classes();
        float[] row = new float[all];
        if (known.length == 0) {
            for (int c = 0; c < all; c++) {
                row[c] = tensor.data().getFloat((start + c) * Float.BYTES);
            }
            return row;
        }
        Arrays.fill(row, Float.NaN);
        for (int c = 0; c < known.length; c++) {
            row[known[c]] = tensor.data().getFloat((start + c) * Float.BYTES);
        }
        return row;
    }

    /**
     * Returns merged logits as they travel.
     *
     * @param rows of all places of all samples, [N · places][classes]
     * @param sampleShape of which the last dimension is the number of classes
     */
    public static Logits write(float[][] rows, List<Long> sampleShape) {
        int classes = rows[0].length;
        ByteBuffer data = ByteBuffer.allocate(Math.multiplyExact(rows.length * Float.BYTES, classes))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (float[] row : rows) {
            for (float logit : row) {
                data.putFloat(logit);
            }
        }
        long places = 1;
        for (int i = 0; i < sampleShape.size() - 1; i++) {
            places *= sampleShape.get(i);
        }
        return Logits.newBuilder()
                .setFull(Tensor.newBuilder()
                        .setName("logits")
                        .setDataType(DataType.DATA_TYPE_FP32)
                        .addShape(rows.length / places)
                        .addAllShape(sampleShape)
                        .setData(UnsafeByteOperations.unsafeWrap(data.flip())))
                .build();
    }
}
