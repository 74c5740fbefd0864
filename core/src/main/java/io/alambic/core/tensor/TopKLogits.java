package io.alambic.core.tensor;

import ai.djl.ndarray.types.Shape;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.alambic.v1.DataType;
import io.alambic.v1.Tensor;
import io.alambic.v1.TopK;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * Logits as the k largest of each sample, or of each place of a sample, and the mass of the others. The classes are the last axis.
 *
 * <p>The k logits are untouched. Each of the other m = C − k classes is given the logit
 * {@code r = ln( Σ exp(z) / m )} over those classes: at temperature 1 the k classes keep their very
 * probabilities, and what remains is spread evenly. So the divergence from a student is off by at most
 * {@code p_rest · ( ln m + max ln q − min ln q )} nats, where p_rest is the teacher's mass and q the
 * student's probabilities of those classes, and its gradient by at most {@code 2 p_rest} in all. At a
 * temperature T above 1 the others get more mass than they had, for the mean of roots is at most the root
 * of the mean: then k should cover what counts at T. The bound for any T stands in {@code docs/cost-function.md}.
 */
public final class TopKLogits {

    private static final String CLASSES = "classes";
    private static final String REST = "rest";
    private static final int CLASS_MASK = 0x7fff_ffff;

    /** Few bytes can stand for many logits: four times the usual largest record. */
    private static final long MAX_BYTES = 64L << 20;

    private TopKLogits() {}

    /**
     * Keeps the k largest logits of each sample or place; of equal ones, those of the lower classes.
     *
     * @param full FP32 [N, C] or [N, T, C], finite or negative infinity
     * @param k at least 1 and less than C
     */
    public static TopK encode(Tensor full, int k) {
        int classes = classes(full);
        int rows = rows(full);
        if (full.getDataType() != DataType.DATA_TYPE_FP32 || k < 1 || k >= classes) {
            throw new IllegalArgumentException("the largest %d of %d %s logits cannot be kept"
                    .formatted(k, classes, TensorType.of(full.getDataType())));
        }
        ByteBuffer logits = full.getData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer kept = buffer(rows * k);
        ByteBuffer values = buffer(rows * k);
        ByteBuffer rests = buffer(rows);
        long[] ranked = new long[classes];
        for (int row = 0; row < rows; row++) {
            for (int c = 0; c < classes; c++) {
                ranked[c] = rank(logits.getFloat(), c);
            }
            Arrays.sort(ranked);
            for (int i = classes - 1; i >= classes - k; i--) {
                int c = classOf(ranked[i]);
                kept.putInt(c);
                values.putFloat(logits.getFloat((row * classes + c) * Float.BYTES));
            }
            rests.putFloat(rest(logits, row * classes, ranked, classes - k));
        }
        return message(full, k, kept, values, rests);
    }

    /** Returns C of logits, their last dimension. */
    static int classes(Tensor full) {
        return Math.toIntExact(full.getShape(full.getShapeCount() - 1));
    }

    /** Returns how often there are C logits: once for each sample, or for each of its places. */
    static int rows(Tensor full) {
        long rows = 1;
        for (int i = 0; i < full.getShapeCount() - 1; i++) {
            rows *= full.getShape(i);
        }
        return Math.toIntExact(rows);
    }

    /**
     * Returns the message.
     *
     * @param full all logits, of which the message has the name and the shape
     * @param k entries of a row
     * @param kept INT32, k for each row
     * @param values FP32, k for each row
     * @param rests FP32, one for each row
     */
    static TopK message(Tensor full, int k, ByteBuffer kept, ByteBuffer values, ByteBuffer rests) {
        List<Long> perRow = full.getShapeList().subList(0, full.getShapeCount() - 1);
        return TopK.newBuilder()
                .setClasses(
                        tensor(CLASSES, DataType.DATA_TYPE_INT32, kept, perRow).addShape(k))
                .setLogits(tensor(full.getName(), DataType.DATA_TYPE_FP32, values, perRow)
                        .addShape(k))
                .setRest(tensor(REST, DataType.DATA_TYPE_FP32, rests, perRow))
                .setClassCount(classes(full))
                .build();
    }

    /** Sorts by the logit, then by the lower class. */
    private static long rank(float logit, int c) {
        int bits = Float.floatToIntBits(logit);
        int ordered = bits ^ (bits >> (Integer.SIZE - 1) & CLASS_MASK);
        return (long) ordered << Integer.SIZE | CLASS_MASK - c;
    }

    private static int classOf(long rank) {
        return CLASS_MASK - (int) rank;
    }

    private static float rest(ByteBuffer logits, int start, long[] ranked, int others) {
        double largest = logits.getFloat((start + classOf(ranked[others - 1])) * Float.BYTES);
        if (largest == Double.NEGATIVE_INFINITY) {
            return Float.NEGATIVE_INFINITY;
        }
        double sum = 0;
        for (int i = 0; i < others; i++) {
            sum += Math.exp(logits.getFloat((start + classOf(ranked[i])) * Float.BYTES) - largest);
        }
        return (float) (largest + Math.log(sum / others));
    }

    /**
     * All C logits of each sample or place, those that were not kept each given their row's rest.
     *
     * @param classes C, as the student has it
     * @return FP32 [N, C] or [N, T, C]
     * @throws InvalidTensorException if the message contradicts itself, has another number of classes, or
     *     stands for more than 64 MiB of logits
     */
    public static EncodedTensor decode(TopK topK, int classes) {
        EncodedTensor kept = EncodedTensor.of(topK.getClasses());
        EncodedTensor values = EncodedTensor.of(topK.getLogits());
        EncodedTensor rest = EncodedTensor.of(topK.getRest());
        require(
                topK.getClassCount() == classes,
                "logits of %d classes: expected %d".formatted(topK.getClassCount(), classes));
        int last = kept.shape().dimension() - 1;
        boolean fits = kept.type() == TensorType.INT32
                && values.type() == TensorType.FP32
                && rest.type() == TensorType.FP32
                && (last == 1 || last == 2)
                && kept.shape().get(last) < classes
                && kept.shape().equals(values.shape())
                && rest.shape().equals(kept.shape().slice(0, last));
        require(
                fits,
                ("the largest logits must be INT32 [N, k], FP32 [N, k] and FP32 [N], or [N, T, k], [N, T, k] and [N, T], with k"
                                + " less than %d, but are %s %s, %s %s and %s %s")
                        .formatted(
                                classes,
                                kept.type(),
                                kept.shape(),
                                values.type(),
                                values.shape(),
                                rest.type(),
                                rest.shape()));
        Shape all = rest.shape().add(classes);
        long bytes = rest.shape().size() * classes * Float.BYTES;
        require(
                bytes <= MAX_BYTES,
                "logits of shape %s take %d bytes, but may take %d: send fewer samples at once"
                        .formatted(all, bytes, MAX_BYTES));
        int rows = Math.toIntExact(rest.shape().size());
        int k = Math.toIntExact(kept.shape().get(last));
        ByteBuffer full = buffer(rows * classes);
        int[] seen = new int[classes];
        for (int row = 0; row < rows; row++) {
            spread(full, row * classes, classes, rest.data().getFloat(row * Float.BYTES));
            for (int i = row * k; i < (row + 1) * k; i++) {
                int c = kept.data().getInt(i * Integer.BYTES);
                boolean isNew = c >= 0 && c < classes && seen[c] <= row;
                if (!isNew) {
                    throw new InvalidTensorException("class %d of sample %d is none of %d classes, or comes twice"
                            .formatted(c, row / (rows / kept.samples()), classes));
                }
                seen[c] = row + 1;
                full.putFloat((row * classes + c) * Float.BYTES, values.data().getFloat(i * Float.BYTES));
            }
        }
        return new EncodedTensor(values.name(), TensorType.FP32, all, full.clear(), null);
    }

    private static void spread(ByteBuffer full, int start, int count, float value) {
        for (int i = start; i < start + count; i++) {
            full.putFloat(i * Float.BYTES, value);
        }
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new InvalidTensorException(message);
        }
    }

    /** Returns room for numbers of 32 bits. */
    static ByteBuffer buffer(int elements) {
        return ByteBuffer.allocate(Math.multiplyExact(elements, Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Tensor.Builder tensor(String name, DataType type, ByteBuffer data, List<Long> shape) {
        ByteString bytes = UnsafeByteOperations.unsafeWrap(data.flip());
        return Tensor.newBuilder()
                .setName(name)
                .setDataType(type)
                .setData(bytes)
                .addAllShape(shape);
    }
}
