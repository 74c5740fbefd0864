package io.alambic.core.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.NamedArrays;
import io.alambic.core.train.YieldPolicy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The newest held-out samples, on which candidate and served weights are compared. It slides by whole
 * segments: when the newest is full, the oldest is emptied and filled again, so that a window that has filled once holds between 3/4
 * and all of its capacity. A segment that is part of an open view is not emptied but replaced. Thread safe.
 */
public final class HoldoutWindow {

    private static final int SEGMENTS = 4;

    private final Deque<HoldoutSegment> segments = new ArrayDeque<>();
    private final int segmentCapacity;
    private final YieldPolicy yieldPolicy;
    private int looks;

    /** An empty window of somebody who computes alone, as in {@link #HoldoutWindow(int, YieldPolicy)}. */
    public HoldoutWindow(int capacity) {
        this(capacity, YieldPolicy.NONE);
    }

    /**
     * An empty window.
     *
     * @param capacity largest number of samples, at least 4
     * @param yieldPolicy asked before each segment that is looked at
     */
    public HoldoutWindow(int capacity, YieldPolicy yieldPolicy) {
        if (capacity < SEGMENTS) {
            throw new IllegalArgumentException(
                    "holdout window must be at least %d samples, but is %d".formatted(SEGMENTS, capacity));
        }
        segmentCapacity = capacity / SEGMENTS;
        this.yieldPolicy = yieldPolicy;
    }

    /**
     * Copies one held-out sample into the window.
     *
     * @param inputs the student's inputs
     * @param teacherLogits FP32, or as {@link io.alambic.core.tensor.RowBuffer} takes it, [N, C]
     * @param label class of the sample; -1 if it has none
     * @param row which row of the tensors the sample is
     */
    public synchronized void append(List<EncodedTensor> inputs, EncodedTensor teacherLogits, int label, int row) {
        HoldoutSegment newest = segments.peekLast();
        if (newest == null || newest.room() == 0 || !newest.accepts(inputs, teacherLogits)) {
            newest = segments.size() < SEGMENTS ? new HoldoutSegment(segmentCapacity) : slide();
            segments.addLast(newest);
        }
        newest.append(inputs, teacherLogits, label, row);
    }

    private HoldoutSegment slide() {
        HoldoutSegment oldest = segments.removeFirst();
        if (looks > 0) {
            return new HoldoutSegment(segmentCapacity);
        }
        oldest.clear();
        return oldest;
    }

    /** Returns the number of samples in the window. */
    public synchronized int samples() {
        return segments.stream().mapToInt(HoldoutSegment::samples).sum();
    }

    /** Returns a view of the current samples, on which any number of networks can be compared; the caller closes it. */
    public synchronized HoldoutLook look() {
        looks++;
        return new HoldoutLook(segments, yieldPolicy, this::lookEnded);
    }

    private synchronized void lookEnded() {
        looks--;
    }

    /** Returns everything in the window, for {@link #restore}. The arrays are valid until the window slides. */
    public synchronized Map<String, NDArray> state(NDManager scope) {
        Map<String, NDArray> state = new LinkedHashMap<>();
        int index = 0;
        for (HoldoutSegment segment : segments) {
            NamedArrays.put(state, index + "/", segment.state(scope));
            index++;
        }
        return state;
    }

    /**
     * Takes up what a window of the same capacity held. Where it had another capacity, this one stays empty
     * and fills from the stream.
     *
     * @param state as returned by {@link #state}; may be empty
     */
    public synchronized void restore(Map<String, NDArray> state) {
        segments.clear();
        for (int index = 0; index < SEGMENTS; index++) {
            Map<String, NDArray> part = NamedArrays.part(state, index + "/");
            if (!part.isEmpty()) {
                HoldoutSegment segment = new HoldoutSegment(segmentCapacity);
                if (!segment.restore(part)) {
                    segments.clear();
                    return;
                }
                segments.addLast(segment);
            }
        }
    }
}
