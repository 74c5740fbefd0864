package io.alambic.student.batch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.checkpoint.RecordsRead;
import io.alambic.core.checkpoint.TaughtBy;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.explain.HeldOutLayers;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.RowBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Memory for one batch, in direct buffers that are reused. Owned by one thread at a time; {@link SlotRing} hands it
 * over.
 */
public final class BatchSlot {

    private final Map<String, RowBuffer> inputs = new LinkedHashMap<>();
    private final Map<String, RowBuffer> features = new LinkedHashMap<>();
    private final RowBuffer logits = new RowBuffer();
    private final RowBuffer labels = new RowBuffer();
    private final List<HeldOutSamples> heldOut = new ArrayList<>();
    private long newestEventTimeMs;
    private LineageDelta lineage;

    void clear() {
        inputs.values().forEach(RowBuffer::clear);
        features.values().forEach(RowBuffer::clear);
        logits.clear();
        labels.clear();
        heldOut.clear();
        newestEventTimeMs = 0;
        lineage = null;
    }

    /** Returns the number of samples in the batch. */
    public int rows() {
        return logits.rows();
    }

    /** Returns the size of the rows in bytes. */
    long bytes() {
        return logits.bytes() + labels.bytes() + bytes(inputs) + bytes(features);
    }

    private static long bytes(Map<String, RowBuffer> buffers) {
        return buffers.values().stream().mapToLong(RowBuffer::bytes).sum();
    }

    /** Returns what a complete batch adds to the lineage. */
    public LineageDelta lineage() {
        return lineage;
    }

    /** Appends the held-out samples of the records that end with the batch to the window, and to the batch of layers. */
    public void enter(HoldoutWindow window, HeldOutLayers layers) {
        heldOut.forEach(samples -> samples.enter(window, layers));
    }

    /** Returns whether rows of a record can be added. */
    boolean accepts(KnowledgeSamples record) {
        return logits.accepts(record.logits())
                && (record.labels() == null || labels.accepts(record.labels()))
                && record.inputs().stream()
                        .allMatch(tensor -> buffer(inputs, tensor).accepts(tensor))
                && record.features().stream()
                        .allMatch(tensor -> buffer(features, tensor).accepts(tensor));
    }

    /**
     * Copies training rows of a record, without the held-out and refused ones.
     *
     * @param from first row of the record
     * @param count most rows to copy
     * @return the next row to train on, or the number of samples if none is left
     */
    int append(KnowledgeSamples record, int from, int count) {
        BitSet untrained = record.untrained();
        int row = untrained.nextClearBit(from);
        int left = count;
        while (left > 0 && row < record.samples()) {
            int next = untrained.nextSetBit(row);
            int end = Math.min(row + left, next < 0 ? record.samples() : Math.min(next, record.samples()));
            copy(record, row, end - row);
            left -= end - row;
            row = untrained.nextClearBit(end);
        }
        newestEventTimeMs = Math.max(newestEventTimeMs, record.eventTimeMs());
        return Math.min(row, record.samples());
    }

    private void copy(KnowledgeSamples record, int from, int count) {
        record.inputs().forEach(tensor -> buffer(inputs, tensor).append(tensor, from, count));
        record.features().forEach(tensor -> buffer(features, tensor).append(tensor, from, count));
        logits.append(record.logits(), from, count);
        if (record.labels() != null) {
            labels.append(record.labels(), from, count);
        }
    }

    private static RowBuffer buffer(Map<String, RowBuffer> buffers, EncodedTensor tensor) {
        return buffers.computeIfAbsent(tensor.name(), name -> new RowBuffer());
    }

    void complete(
            boolean boundary,
            List<HeldOutSamples> ended,
            Map<TopicPartition, Long> offsets,
            Map<TopicPartition, RecordsRead> read,
            String topicId,
            List<TaughtBy> teachers) {
        heldOut.addAll(ended);
        long count = ended.stream().mapToLong(HeldOutSamples::samples).sum();
        lineage = new LineageDelta(boundary, rows(), count, newestEventTimeMs, offsets, read, topicId, teachers);
    }

    /**
     * Returns the batch as native arrays over this slot's memory; valid until the slot is released.
     *
     * @param scope owns the arrays
     */
    public TrainingBatch toBatch(NDManager scope) {
        return new TrainingBatch(
                rows(),
                arrays(inputs, scope),
                logits.toArray(scope),
                arrays(features, scope),
                labels.rows() == 0 ? null : labels.toArray(scope));
    }

    private static Map<String, NDArray> arrays(Map<String, RowBuffer> buffers, NDManager scope) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        buffers.forEach((name, rows) -> arrays.put(name, rows.toArray(scope)));
        return arrays;
    }
}
