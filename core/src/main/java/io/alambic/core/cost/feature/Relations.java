package io.alambic.core.cost.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.alambic.core.cost.ErrorLoss;
import io.alambic.core.cost.Numbers;

/**
 * Relations between the samples of a batch, computed from their inner products in 64 bits: of vectors
 * [N, D], nothing of size N² · D is made. Two samples nearer than a millionth of their size count as
 * one: their distance is 0, and no gradient flows through it.
 */
final class Relations {

    private static final double SAME = 1e-12;
    private static final ErrorLoss HUBER = new ErrorLoss.Huber(1);

    private final long samples;
    private final NDArray products;
    private final NDArray squares;
    private final NDArray distances;
    private final NDArray inverseDistances;

    /** Relations within a map [N, ...], each sample taken as one vector. */
    Relations(NDArray map) {
        samples = map.getShape().get(0);
        NDArray vectors = Numbers.cast(map.reshape(samples, -1), DataType.FLOAT64);
        products = vectors.matMul(vectors.transpose());
        squares = vectors.square().sum(new int[] {1}, true);
        NDArray sizes = squares.add(squares.transpose());
        NDArray squared = sizes.sub(products.add(products));
        NDArray apart = squared.gt(sizes.mul(SAME)).toType(DataType.FLOAT64, false);
        NDArray root = squared.mul(apart).add(apart.neg().add(1)).sqrt();
        distances = root.mul(apart);
        inverseDistances = apart.div(root);
    }

    /** {@code |f_i − f_j|} divided by the mean over all pairs i ≠ j, [N, N]. */
    NDArray distances() {
        NDArray sum = distances.sum();
        NDArray none = sum.lte(0).toType(DataType.FLOAT64, false);
        return Numbers.times(distances.div(sum.add(none)), samples * (samples - 1.0));
    }

    /** Cosine of the angle at i between j and k, [N, N, N]; 0 if two of them are the same. */
    NDArray angles() {
        NDArray inner = products.expandDims(0)
                .sub(products.expandDims(1))
                .sub(products.expandDims(2))
                .add(squares.expandDims(2));
        return inner.mul(inverseDistances.expandDims(1)).mul(inverseDistances.expandDims(2));
    }

    /** Huber's loss with δ = 1, mean over every element, FP32: {@code d²/2} up to 1, then {@code |d| − ½}. */
    static NDArray huber(NDArray difference) {
        return Numbers.cast(HUBER.of(difference).mean(), DataType.FLOAT32);
    }
}
