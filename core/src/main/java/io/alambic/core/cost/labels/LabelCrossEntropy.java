package io.alambic.core.cost.labels;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.model.Signature;
import java.util.Map;

/**
 * Cross-entropy of the student's logits against the labels in nats, mean over the labelled
 * samples. Samples with label -1 are ignored.
 */
public record LabelCrossEntropy() implements LabelTerm {

    @Override
    public NDArray value(Map<String, NDArray> student, TrainingBatch batch) {
        NDArray logits = student.get(Signature.LOGITS);
        NDArray labels = batch.labels();
        NDArray labelled = labels.gte(0).toType(DataType.FLOAT32, false);
        NDArray classes = labels.maximum(0).toType(DataType.INT64, false).expandDims(1);
        NDArray logLikelihood = logits.logSoftmax(1).gather(classes, 1).squeeze(1);
        NDArray count = labelled.sum().maximum(1);
        return logLikelihood.mul(labelled).sum().neg().div(count);
    }
}
