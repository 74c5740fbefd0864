package io.alambic.core.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.task.Task;
import io.alambic.core.task.Tasks;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.NamedArrays;
import io.alambic.core.train.YieldPolicy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The newest held-out samples, on which candidate and served weights are compared. It slides by whole
 * segments: when the newest is full, the oldest is emptied and filled again, so that a window that has filled once holds between 3/4
 * and all of its capacity. A segment that is part of an open view is not emptied but replaced.
 *
 * <p>A sample counts with the teacher that answered it. Networks are compared on the answers of one teacher: the newest, once it
 * has answered {@value #ENOUGH} held-out samples. Thread safe.
 */
public final class HoldoutWindow {

    private static final int SEGMENTS = 4;
    private static final String COMPARED = "compared";
    private static final String NEWEST = "newest";
    private static final String TASK = "task";

    /** Fewer answers of a new teacher say little. */
    static final int ENOUGH = 32;

    private final Deque<HoldoutSegment> segments = new ArrayDeque<>();
    private final int segmentCapacity;
    private final Task task;
    private final YieldPolicy yieldPolicy;
    private final NewestClasses classes;
    private int looks;
    private String newest = "";
    private String compared = "";

    /** An empty window of somebody who computes alone, as in {@link #HoldoutWindow(int, Task, YieldPolicy)}. */
    public HoldoutWindow(int capacity, Task task) {
        this(capacity, task, YieldPolicy.NONE);
    }

    /**
     * An empty window.
     *
     * @param capacity largest number of samples, at least 4
     * @param task by which networks are compared
     * @param yieldPolicy asked before each segment that is looked at
     */
    public HoldoutWindow(int capacity, Task task, YieldPolicy yieldPolicy) {
        if (capacity < SEGMENTS) {
            throw new IllegalArgumentException(
                    "holdout window must be at least %d samples, but is %d".formatted(SEGMENTS, capacity));
        }
        segmentCapacity = capacity / SEGMENTS;
        this.task = task;
        this.yieldPolicy = yieldPolicy;
        this.classes = new NewestClasses(capacity);
    }

    /** Copies one held-out sample of a teacher without a name into the window. */
    public void append(List<EncodedTensor> inputs, EncodedTensor teacherLogits, EncodedTensor labels, int row) {
        append("", inputs, teacherLogits, labels, row);
    }

    /**
     * Copies one held-out sample into the window.
     *
     * @param teacher who answered it
     * @param inputs the student's inputs
     * @param teacherLogits FP32, or as {@link io.alambic.core.tensor.RowBuffer} takes it, [N, ...]
     * @param labels as the task has them, [N, ...]; null if there are none in the whole window
     * @param row which row of the tensors the sample is
     */
    public synchronized void append(
            String teacher, List<EncodedTensor> inputs, EncodedTensor teacherLogits, EncodedTensor labels, int row) {
        HoldoutSegment open = newestOf(teacher);
        if (open == null || open.room() == 0 || !open.accepts(inputs, teacherLogits, labels)) {
            open = segments.size() < SEGMENTS ? new HoldoutSegment(segmentCapacity, teacher) : slide(teacher);
            segments.addLast(open);
        }
        open.append(inputs, teacherLogits, labels, row);
        task.classOf(teacherLogits, row).ifPresent(classes::add);
        newest = teacher;
        if (samplesOf(teacher) >= enough() || samplesOf(compared) == 0) {
            compared = teacher;
        }
    }

    private HoldoutSegment newestOf(String teacher) {
        Iterator<HoldoutSegment> newestFirst = segments.descendingIterator();
        while (newestFirst.hasNext()) {
            HoldoutSegment segment = newestFirst.next();
            if (segment.teacher().equals(teacher)) {
                return segment;
            }
        }
        return null;
    }

    private int samplesOf(String teacher) {
        return segments.stream()
                .filter(segment -> segment.teacher().equals(teacher))
                .mapToInt(HoldoutSegment::samples)
                .sum();
    }

    private int enough() {
        return Math.min(ENOUGH, segmentCapacity);
    }

    /** Among many teachers one that answered little gives way, so that strange names do not empty the window. */
    private HoldoutSegment slide(String teacher) {
        boolean many = segments.stream().map(HoldoutSegment::teacher).distinct().count() > 2;
        HoldoutSegment leaving = segments.stream()
                .filter(segment -> many && samplesOf(segment.teacher()) < enough())
                .findFirst()
                .orElse(segments.getFirst());
        segments.remove(leaving);
        if (looks > 0) {
            return new HoldoutSegment(segmentCapacity, teacher);
        }
        leaving.clear(teacher);
        return leaving;
    }

    /** Returns the teacher on whose answers networks are compared; empty if it has no name. */
    public synchronized String teacher() {
        return compared;
    }

    /**
     * Returns whether the newest sample is of another teacher than the one on whose answers networks are compared: what they
     * say about networks may no longer be true.
     */
    public synchronized boolean isTeacherChanging() {
        return !newest.equals(compared);
    }

    /**
     * Returns the probability that two of the newest samples are of one class, as the teacher names it (Simpson's index); NaN
     * if fewer came since the start, or the task has no classes.
     */
    public synchronized double concentration(int samples) {
        return classes.concentration(samples);
    }

    /** Returns that probability over all samples that came since the start, at most the capacity. */
    public synchronized double concentration() {
        return classes.concentration(classes.samples());
    }

    /** Returns the number of samples in the window. */
    public synchronized int samples() {
        return segments.stream().mapToInt(HoldoutSegment::samples).sum();
    }

    /** Returns a view of the current samples, on which any number of networks can be compared; the caller closes it. */
    public synchronized HoldoutLook look() {
        looks++;
        List<HoldoutSegment> answered = segments.stream()
                .filter(segment -> segment.teacher().equals(compared))
                .toList();
        return new HoldoutLook(answered, task, yieldPolicy, this::lookEnded);
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
        NamedArrays.putText(state, TASK, task.name(), scope);
        NamedArrays.putText(state, NEWEST, newest, scope);
        NamedArrays.putText(state, COMPARED, compared, scope);
        return state;
    }

    /**
     * Takes up what a window of the same capacity and task held. Where it had others, this one stays empty and fills from the
     * stream.
     *
     * @param state as returned by {@link #state}; may be empty
     */
    public synchronized void restore(Map<String, NDArray> state) {
        segments.clear();
        if (!taskOf(state).equals(task.name())) {
            return;
        }
        newest = NamedArrays.text(state, NEWEST);
        compared = NamedArrays.text(state, COMPARED);
        for (int index = 0; index < SEGMENTS; index++) {
            Map<String, NDArray> part = NamedArrays.part(state, index + "/");
            if (!part.isEmpty()) {
                HoldoutSegment segment = new HoldoutSegment(segmentCapacity, "");
                if (!segment.restore(part)) {
                    segments.clear();
                    newest = "";
                    compared = "";
                    return;
                }
                segments.addLast(segment);
            }
        }
    }

    /** A window of a release before tasks is one of a classifier. */
    private static String taskOf(Map<String, NDArray> state) {
        String name = NamedArrays.text(state, TASK);
        return name.isEmpty() ? Tasks.CLASSIFICATION.name() : name;
    }
}
