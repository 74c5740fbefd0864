package io.alambic.core.cost.logits;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Mean and variance of each number of a teacher's answers [N, ...D], as they come. They make errors of numbers
 * in different units comparable.
 *
 * <pre>
 *   w = N / min(n + N, 10000), at most 1, for a batch of N samples after n others
 *   mean   ← mean   + w · (mean of z over the batch − mean)
 *   square ← square + w · (mean of z² over the batch − square)
 *   variance = square − mean²
 * </pre>
 *
 * That is the plain variance of the first 10000 samples, and an exponential average from there on. In 64 bits; no gradient flows.
 * The arrays are updated in place and belong to the manager given at construction. Used by one thread.
 */
public final class TeacherVariance {

    private static final String MEAN = "mean";
    private static final String SQUARE = "square";
    private static final String SAMPLES = "samples";
    private static final List<String> NAMES = List.of(MEAN, SQUARE, SAMPLES);

    /** Samples that an average remembers. */
    private static final int MEMORY = 10_000;

    /** A variance below this, in units of 1 + mean², is the rounding of a number that never varied. */
    private static final double SMALLEST = 1e-12;

    private static final int[] BATCH = {0};

    private final NDManager manager;
    private final Map<String, NDArray> arrays = new LinkedHashMap<>();

    /**
     * The variance of an earlier run, or of no sample yet.
     *
     * @param manager owns the arrays
     * @param state {@link #state()} of an earlier run, copied; may be empty
     * @throws IllegalArgumentException if arrays are missing
     */
    public TeacherVariance(NDManager manager, Map<String, NDArray> state) {
        this.manager = manager;
        if (!state.isEmpty() && !state.keySet().containsAll(NAMES)) {
            throw new IllegalArgumentException(
                    "the variance of a teacher needs the arrays %s, but got %s".formatted(NAMES, state.keySet()));
        }
        if (!state.isEmpty()) {
            NAMES.forEach(name -> keep(name, state.get(name).duplicate()));
        }
    }

    /**
     * Returns the arrays by name: {@code mean} and {@code square}, FP64 [...D], and {@code samples}, FP64 scalar. Empty before
     * the first answer. They change with every {@link #add}.
     */
    public Map<String, NDArray> state() {
        return Map.copyOf(arrays);
    }

    /**
     * Counts a batch of answers.
     *
     * @param teacher [N, ...D]; what is computed on the way belongs to its manager
     * @throws IllegalArgumentException if D is not that of earlier answers
     */
    public void add(NDArray teacher) {
        Shape numbers = teacher.getShape().slice(1);
        if (arrays.isEmpty()) {
            keep(MEAN, manager.zeros(numbers, DataType.FLOAT64));
            keep(SQUARE, manager.zeros(numbers, DataType.FLOAT64));
            keep(SAMPLES, manager.zeros(new Shape(), DataType.FLOAT64));
        }
        if (!numbers.equals(arrays.get(MEAN).getShape())) {
            throw new IllegalArgumentException("the teacher's answers were %s a sample, but now are %s"
                    .formatted(arrays.get(MEAN).getShape(), numbers));
        }
        NDArray answers = teacher.stopGradient().toType(DataType.FLOAT64, true);
        long samples = teacher.getShape().get(0);
        NDArray added = teacher.getManager().create((double) samples);
        NDArray remembered = added.add(arrays.get(SAMPLES)).minimum(MEMORY).maximum(samples);
        NDArray weight = added.div(remembered);
        move(MEAN, answers.mean(BATCH), weight);
        move(SQUARE, answers.square().mean(BATCH), weight);
        arrays.get(SAMPLES).addi(added);
    }

    private void move(String name, NDArray newest, NDArray weight) {
        NDArray average = arrays.get(name);
        average.addi(newest.sub(average).mul(weight));
    }

    /**
     * Returns {@code 1 / variance} of each number.
     *
     * @param scope owns the result and what is computed on the way
     * @return FP32 [...D], 1 where a number never varied; a scalar 1 before the first answer
     */
    public NDArray precision(NDManager scope) {
        if (arrays.isEmpty()) {
            return scope.create(1f);
        }
        NDArray squaredMean = copy(MEAN, scope).square();
        NDArray variance = copy(SQUARE, scope).sub(squaredMean);
        NDArray varies = variance.gte(squaredMean.add(1).mul(SMALLEST));
        NDArray divisor = NDArrays.where(varies, variance, variance.onesLike());
        return scope.create(1.0).div(divisor).toType(DataType.FLOAT32, false);
    }

    private NDArray copy(String name, NDManager scope) {
        NDArray array = arrays.get(name);
        return scope.zeros(array.getShape(), DataType.FLOAT64).addi(array);
    }

    private void keep(String name, NDArray array) {
        array.attach(manager);
        arrays.put(name, array);
    }
}
