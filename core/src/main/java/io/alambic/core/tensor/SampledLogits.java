package io.alambic.core.tensor;

import io.alambic.core.digest.OriginBits;
import io.alambic.v1.DataType;
import io.alambic.v1.Origin;
import io.alambic.v1.Tensor;
import io.alambic.v1.TopK;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Logits as classes that were drawn, an unbiased estimate of the teacher's probabilities (Anshumann et al. 2025, arXiv:2503.16870).
 *
 * <p>Of each sample, or each place of a sample, k classes are drawn with replacement from {@code p = softmax(z / T)}. The share
 * {@code p̂_c = count_c / k} of a class has the mean {@code p_c} and the variance {@code p_c (1 − p_c) / k}. So the gradient
 * {@code T (softmax(z_s / T) − p̂)} of the divergence at T is that of all logits on average, where the k largest alone are off by the
 * same amount every time.
 *
 * <p>The drawn classes travel with the logit {@code T · ln p̂_c}, whose softmax at T is p̂, the others with negative infinity. Rows with
 * fewer classes than others are filled up with such. If all C classes of a row were drawn, the last is its rest, which then stands
 * for one class alone.
 *
 * <p>Chance follows from the record's origin, the sample's index in it and a fixed seed: a record that is taught again gives the same
 * bytes. Immutable, thread safe.
 *
 * @param draws k, from 1 to {@value #MOST_DRAWS}
 * @param temperature T, finite and greater than 0; the student's must be the same
 */
public record SampledLogits(int draws, double temperature) {

    /** The standard deviation of a share is then at most 0.002. */
    public static final int MOST_DRAWS = 1 << 16;

    public SampledLogits {
        if (draws < 1 || draws > MOST_DRAWS) {
            throw new IllegalArgumentException(
                    "expected from 1 to %d draws, but got '%d'".formatted(MOST_DRAWS, draws));
        }
        if (!Double.isFinite(temperature) || temperature <= 0) {
            throw new IllegalArgumentException("temperature must be finite and greater than 0, but is " + temperature);
        }
    }

    /**
     * Draws classes.
     *
     * @param full FP32 [N, C] or [N, T, C] with C of at least 2, finite or negative infinity; a class of negative infinity is never drawn
     * @param origin the sample record
     * @param samples index of each of the N samples in the sample record
     */
    public TopK encode(Tensor full, Origin origin, int[] samples) {
        int classes = TopKLogits.classes(full);
        if (full.getDataType() != DataType.DATA_TYPE_FP32 || classes < 2 || full.getShape(0) != samples.length) {
            throw new IllegalArgumentException("%d of %d %s logits of %d samples cannot be drawn for %d"
                    .formatted(draws, classes, TensorType.of(full.getDataType()), full.getShape(0), samples.length));
        }
        FloatBuffer logits = full.getData()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        int rows = TopKLogits.rows(full);
        Draws drawn = new Draws(rows, classes);
        for (int sample = 0; sample < samples.length; sample++) {
            Chance chance = new Chance(origin, samples[sample]);
            for (int place = 0; place < rows / samples.length; place++) {
                drawn.next(logits, chance);
            }
        }
        return drawn.message(full);
    }

    /** The drawn classes of some rows. */
    private final class Draws {

        private final int classes;
        private final float[] logits;
        private final double[] upTo;
        private final double[] points = new double[draws];

        /** End of each row in the arrays below. */
        private final int[] ends;

        private int[] drawn;
        private int[] counts;
        private int rows;
        private int size;
        private int most;

        private Draws(int rows, int classes) {
            this.classes = classes;
            this.logits = new float[classes];
            this.upTo = new double[classes];
            this.ends = new int[rows];
            this.drawn = new int[Math.min(draws, classes)];
            this.counts = new int[drawn.length];
        }

        private void next(FloatBuffer all, Chance chance) {
            all.get(logits);
            int first = size;
            double largest = largest();
            if (largest > Double.NEGATIVE_INFINITY) {
                draw(largest, chance);
            }
            most = Math.max(most, size - first);
            ends[rows++] = size;
        }

        private float largest() {
            float largest = Float.NEGATIVE_INFINITY;
            for (float logit : logits) {
                largest = Math.max(largest, logit);
            }
            return largest;
        }

        /** Points of the line on which every class takes as much room as it is likely, from the left to the right. */
        private void draw(double largest, Chance chance) {
            double total = 0;
            for (int c = 0; c < classes; c++) {
                total += Math.exp((logits[c] - largest) / temperature);
                upTo[c] = total;
            }
            for (int i = 0; i < draws; i++) {
                points[i] = chance.next() * total;
            }
            Arrays.sort(points);
            int c = 0;
            for (int i = 0; i < draws; ) {
                while (points[i] >= upTo[c]) {
                    c++;
                }
                int from = i;
                while (i < draws && points[i] < upTo[c]) {
                    i++;
                }
                add(c, i - from);
            }
        }

        private void add(int c, int count) {
            if (size == drawn.length) {
                drawn = Arrays.copyOf(drawn, Math.multiplyExact(2, size));
                counts = Arrays.copyOf(counts, drawn.length);
            }
            drawn[size] = c;
            counts[size++] = count;
        }

        private TopK message(Tensor full) {
            int k = Math.max(1, Math.min(most, classes - 1));
            ByteBuffer kept = TopKLogits.buffer(Math.multiplyExact(rows, k));
            ByteBuffer values = TopKLogits.buffer(rows * k);
            ByteBuffer rests = TopKLogits.buffer(rows);
            int from = 0;
            for (int end : ends) {
                int to = Math.min(end, from + k);
                for (int i = from; i < to; i++) {
                    kept.putInt(drawn[i]);
                    values.putFloat(logit(i));
                }
                fill(kept, values, from, to, k);
                rests.putFloat(to < end ? logit(to) : Float.NEGATIVE_INFINITY);
                from = end;
            }
            return TopKLogits.message(full, k, kept, values, rests);
        }

        private float logit(int i) {
            return (float) (temperature * Math.log((double) counts[i] / draws));
        }

        /** Fills a row up with the lowest classes that were not drawn. */
        private void fill(ByteBuffer kept, ByteBuffer values, int from, int to, int k) {
            int next = from;
            int c = 0;
            for (int missing = k - (to - from); missing > 0; c++) {
                if (next < to && drawn[next] == c) {
                    next++;
                } else {
                    kept.putInt(c);
                    values.putFloat(Float.NEGATIVE_INFINITY);
                    missing--;
                }
            }
        }
    }

    /**
     * Numbers that look random and follow from where a sample is: SplitMix64 (Steele, Lea, Flood 2014). Java's own generators may
     * change from one version to the next, these must not.
     */
    private static final class Chance {

        private static final long SEED = 0x616c_616d_6269_6331L;
        private static final long GOLDEN_RATIO = 0x9e37_79b9_7f4a_7c15L;
        private static final int UNUSED_BITS = 11;
        private static final double ULP = 0x1p-53;

        private long state;

        private Chance(Origin origin, int sample) {
            state = OriginBits.of(SEED, origin, sample);
        }

        /** Returns a number of at least 0 and less than 1; so a point is less than the total that it is multiplied with. */
        private double next() {
            state += GOLDEN_RATIO;
            return (OriginBits.mix(state) >>> UNUSED_BITS) * ULP;
        }
    }
}
