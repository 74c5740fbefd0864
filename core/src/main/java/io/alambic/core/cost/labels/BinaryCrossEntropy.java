package io.alambic.core.cost.labels;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.alambic.core.cost.Numbers;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.model.Signature;
import java.util.Map;

/**
 * {@code Σ_c −y_c · ln sigmoid(z_c) − (1 − y_c) · ln sigmoid(−z_c)} in nats, mean over the samples with at
 * least one known class: the cross-entropy of a set of classes (multi-label). Labels are INT8 or INT32 [N, C]: 1 is in the set, 0
 * is not, a negative number is unknown and adds nothing. Where none is known the term is 0.
 *
 * <p>{@code ln sigmoid(±z)} are the two of {@code log softmax(z, 0)}, taken in 64 bits: that neither overflows nor loses
 * what a sure class costs.
 */
public record BinaryCrossEntropy() implements LabelTerm {

    private static final int CLASSES = 1;
    private static final int PAIR = 2;

    @Override
    public NDArray value(Map<String, NDArray> student, TrainingBatch batch) {
        NDArray logits = student.get(Signature.LOGITS);
        NDArray labels = batch.labels();
        LabelShapes.requireSame(labels, logits);
        NDArray wide = Numbers.timesIn64Bits(logits, 1);
        NDArray logProbabilities = wide.stack(wide.zerosLike(), PAIR).logSoftmax(PAIR);
        NDArray isSo = labels.gt(0).stack(labels.eq(0), PAIR).toType(DataType.FLOAT64, false);
        NDArray known = labels.gte(0).toType(DataType.FLOAT64, false);
        NDArray samples = known.max(new int[] {CLASSES}).sum().maximum(1);
        NDArray sum = logProbabilities.mul(isSo).sum().neg();
        return Numbers.cast(sum.div(samples), DataType.FLOAT32);
    }
}
