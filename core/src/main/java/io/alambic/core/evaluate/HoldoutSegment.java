package io.alambic.core.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.RowBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Some held-out samples in direct buffers of their own, reused when the window slides. */
final class HoldoutSegment {

    private static final int UNLABELLED = -1;

    private final Map<String, RowBuffer> inputs = new LinkedHashMap<>();
    private final RowBuffer logits = new RowBuffer();
    private final int[] labels;

    HoldoutSegment(int capacity) {
        this.labels = new int[capacity];
    }

    int samples() {
        return logits.rows();
    }

    int room() {
        return labels.length - samples();
    }

    void clear() {
        inputs.values().forEach(RowBuffer::clear);
        logits.clear();
    }

    boolean accepts(List<EncodedTensor> tensors, EncodedTensor teacherLogits) {
        return logits.accepts(teacherLogits)
                && tensors.stream().allMatch(tensor -> buffer(tensor).accepts(tensor));
    }

    void append(List<EncodedTensor> tensors, EncodedTensor teacherLogits, int label, int row) {
        labels[samples()] = label;
        tensors.forEach(tensor -> buffer(tensor).append(tensor, row, 1));
        logits.append(teacherLogits, row, 1);
    }

    private RowBuffer buffer(EncodedTensor tensor) {
        return inputs.computeIfAbsent(tensor.name(), name -> new RowBuffer());
    }

    Map<String, NDArray> inputs(NDManager scope) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        inputs.forEach((name, rows) -> arrays.put(name, rows.toArray(scope)));
        return arrays;
    }

    NDArray logits(NDManager scope) {
        return logits.toArray(scope);
    }

    int[] labels() {
        return Arrays.copyOf(labels, samples());
    }

    static boolean isLabelled(int label) {
        return label != UNLABELLED;
    }
}
