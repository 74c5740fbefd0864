package io.alambic.core.cost;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The data of one training step. All arrays belong to the manager of the caller, who closes it after
 * the step.
 *
 * @param samples N, the number of samples
 * @param inputs the student's inputs by name, [N, ...]
 * @param logits the teacher's answers, FP32 [N, ...]; null if a model learns from labels alone
 * @param features the teacher's feature maps by name, FP32 [N, ...]
 * @param labels as the task has them: INT32 [N] for one class a sample, -1 if it has none; null if no sample has one
 */
public record TrainingBatch(
        int samples, Map<String, NDArray> inputs, NDArray logits, Map<String, NDArray> features, NDArray labels) {

    public TrainingBatch {
        if (samples < 1) {
            throw new IllegalArgumentException("a batch needs at least one sample, but has " + samples);
        }
        Objects.requireNonNull(inputs, "inputs");
        Objects.requireNonNull(features, "features");
    }

    /** Moves all arrays to another manager, which then frees them. */
    public void attach(NDManager manager) {
        inputs.values().forEach(array -> array.attach(manager));
        features.values().forEach(array -> array.attach(manager));
        if (logits != null) {
            logits.attach(manager);
        }
        if (labels != null) {
            labels.attach(manager);
        }
    }

    /**
     * Returns a view of some of the samples; its arrays belong to the managers of the whole.
     *
     * @param from first sample, counted from 0
     * @param to sample behind the last
     */
    public TrainingBatch part(int from, int to) {
        NDIndex rows = new NDIndex("{}:{}", from, to);
        return new TrainingBatch(
                to - from,
                part(inputs, rows),
                logits == null ? null : logits.get(rows),
                part(features, rows),
                labels == null ? null : labels.get(rows));
    }

    private static Map<String, NDArray> part(Map<String, NDArray> arrays, NDIndex rows) {
        Map<String, NDArray> part = new LinkedHashMap<>();
        arrays.forEach((name, array) -> part.put(name, array.get(rows)));
        return part;
    }
}
