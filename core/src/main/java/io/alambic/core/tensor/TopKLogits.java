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

/**
 * Logits as the k largest of each sample and the mass of the others.
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
     * Keeps the k largest logits of each sample; of equal ones, those of the lower classes.
     *
     * @param full FP32 [N, C], finite or negative infinity
     * @param k at least 1 and less than C
     */
    public static TopK encode(Tensor full, int k) {
        int samples = Math.toIntExact(full.getShape(0));
        int classes = Math.toIntExact(full.getShape(1));
        if (full.getDataType() != DataType.DATA_TYPE_FP32 || k < 1 || k >= classes) {
            throw new IllegalArgumentException("the largest %d of %d %s logits cannot be kept"
                    .formatted(k, classes, TensorType.of(full.getDataType())));
        }
        ByteBuffer logits = full.getData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer kept = buffer(samples * k);
        ByteBuffer values = buffer(samples * k);
        ByteBuffer rests = buffer(samples);
        long[] ranked = new long[classes];
        for (int row = 0; row < samples; row++) {
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
        return TopK.newBuilder()
                .setClasses(tensor(CLASSES, DataType.DATA_TYPE_INT32, kept, samples, k))
                .setLogits(tensor(full.getName(), DataType.DATA_TYPE_FP32, values, samples, k))
                .setRest(tensor(REST, DataType.DATA_TYPE_FP32, rests, samples))
                .setClassCount(classes)
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
     * All C logits of each sample, those that were not kept each given their row's rest.
     *
     * @param classes C, as the student has it
     * @return FP32 [N, C]
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
        boolean fits = kept.type() == TensorType.INT32
                && values.type() == TensorType.FP32
                && rest.type() == TensorType.FP32
                && kept.shape().dimension() == 2
                && kept.shape().get(1) < classes
                && kept.shape().equals(values.shape())
                && rest.shape().equals(new Shape(kept.samples()));
        require(
                fits,
                "the largest logits must be INT32 [N, k], FP32 [N, k] and FP32 [N] with k less than %d, but are %s %s, %s %s and %s %s"
                        .formatted(
                                classes,
                                kept.type(),
                                kept.shape(),
                                values.type(),
                                values.shape(),
                                rest.type(),
                                rest.shape()));
        long bytes = kept.samples() * classes * Float.BYTES;
        require(
                bytes <= MAX_BYTES,
                "the logits of %d samples and %d classes take %d bytes, but may take %d: send fewer at once"
                        .formatted(kept.samples(), classes, bytes, MAX_BYTES));
        int samples = Math.toIntExact(kept.samples());
        int k = Math.toIntExact(kept.shape().get(1));
        ByteBuffer full = buffer(samples * classes);
        for (int row = 0; row < samples; row++) {
            spread(full, row * classes, classes, rest.data().getFloat(row * Float.BYTES));
            boolean[] seen = new boolean[classes];
            for (int i = row * k; i < (row + 1) * k; i++) {
                int c = kept.data().getInt(i * Integer.BYTES);
                require(
                        c >= 0 && c < classes && !seen[c],
                        "class %d of sample %d is none of %d classes, or comes twice".formatted(c, row, classes));
                seen[c] = true;
                full.putFloat((row * classes + c) * Float.BYTES, values.data().getFloat(i * Float.BYTES));
            }
        }
        return new EncodedTensor(values.name(), TensorType.FP32, new Shape(samples, classes), full.clear(), null);
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

    private static ByteBuffer buffer(int elements) {
        return ByteBuffer.allocate(Math.multiplyExact(elements, Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Tensor tensor(String name, DataType type, ByteBuffer data, int... shape) {
        ByteString bytes = UnsafeByteOperations.unsafeWrap(data.flip());
        Tensor.Builder tensor =
                Tensor.newBuilder().setName(name).setDataType(type).setData(bytes);
        for (int dimension : shape) {
            tensor.addShape(dimension);
        }
        return tensor.build();
    }
}
