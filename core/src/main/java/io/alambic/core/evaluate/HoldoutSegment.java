package io.alambic.core.evaluate;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.NamedArrays;
import io.alambic.core.tensor.RowBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Held-out samples in direct buffers, which are reused when the window slides. While one thread appends, another may evaluate
 * the samples that were there before.
 */
final class HoldoutSegment {

    private static final int UNLABELLED = -1;
    private static final String LABELS = "labels";
    private static final String LOGITS = "logits/";
    private static final String INPUTS = "inputs/";
    private static final String TEACHER = "teacher";

    private final Map<String, RowBuffer> inputs = new LinkedHashMap<>();
    private RowBuffer logits = new RowBuffer();
    private final int[] labels;
    private String teacher;
    private long filling;

    HoldoutSegment(int capacity, String teacher) {
        this.labels = new int[capacity];
        this.teacher = teacher;
    }

    /** Returns the teacher that answered all of its samples. */
    synchronized String teacher() {
        return teacher;
    }

    synchronized int samples() {
        return logits.rows();
    }

    int room() {
        return labels.length - samples();
    }

    /** Empties it for the answers of a teacher. */
    synchronized void clear(String next) {
        teacher = next;
        inputs.values().forEach(RowBuffer::clear);
        logits.clear();
        filling++;
    }

    /** How often it was emptied so far: while that stays, samples only come to those that are here. */
    synchronized long filling() {
        return filling;
    }

    synchronized boolean accepts(List<EncodedTensor> tensors, EncodedTensor teacherLogits) {
        return logits.accepts(teacherLogits)
                && tensors.stream().allMatch(tensor -> buffer(tensor).accepts(tensor));
    }

    synchronized void append(List<EncodedTensor> tensors, EncodedTensor teacherLogits, int label, int row) {
        labels[samples()] = label;
        tensors.forEach(tensor -> buffer(tensor).append(tensor, row, 1));
        logits.append(teacherLogits, row, 1);
    }

    private RowBuffer buffer(EncodedTensor tensor) {
        return inputs.computeIfAbsent(tensor.name(), name -> new RowBuffer());
    }

    /**
     * What a network answers. Passes have a power of two of samples: an engine compiles kernels for each number of
     * them that it meets, and keeps them.
     *
     * @param known what it answered to the first samples, which are left out
     * @param samples how many are looked at; they must not be cleared meanwhile
     */
    Tally answeredBy(InferenceNetwork network, Tally known, int samples, NDManager scope) {
        if (known.samples() == samples) {
            return known;
        }
        Map<String, NDArray> asked = new LinkedHashMap<>();
        NDArray teacher;
        synchronized (this) {
            inputs.forEach((name, rows) -> asked.put(name, rows.toArray(scope)));
            teacher = logits.toArray(scope);
        }
        Tally tally = known;
        while (tally.samples() < samples) {
            int from = tally.samples();
            int to = from + Integer.highestOneBit(samples - from);
            tally = tally.plus(pass(network, asked, teacher, from, to));
        }
        return tally;
    }

    /** A pass that fails is split until the sample at fault is alone; it counts as not answered. */
    private Tally pass(InferenceNetwork network, Map<String, NDArray> asked, NDArray teacher, int from, int to) {
        try {
            NDIndex pass = new NDIndex("{}:{}", from, to);
            NDArray student = network.forward(rows(asked, pass)).get(Signature.LOGITS);
            return Tally.of(student, teacher.get(pass), Arrays.copyOfRange(labels, from, to));
        } catch (EngineException | IllegalArgumentException e) {
            if (to - from == 1) {
                return Tally.UNANSWERED;
            }
            int middle = (from + to) / 2;
            return pass(network, asked, teacher, from, middle).plus(pass(network, asked, teacher, middle, to));
        }
    }

    private static Map<String, NDArray> rows(Map<String, NDArray> arrays, NDIndex which) {
        Map<String, NDArray> rows = new LinkedHashMap<>();
        arrays.forEach((name, array) -> rows.put(name, array.get(which)));
        return rows;
    }

    private int[] labels() {
        return Arrays.copyOf(labels, samples());
    }

    /** Everything in this segment, for {@link #restore}. The arrays are valid until the segment changes. */
    synchronized Map<String, NDArray> state(NDManager scope) {
        Map<String, NDArray> state = new LinkedHashMap<>();
        state.put(LABELS, scope.create(labels()));
        NamedArrays.putText(state, TEACHER, teacher, scope);
        NamedArrays.put(state, LOGITS, logits.state(scope));
        inputs.forEach((name, rows) -> {
            if (rows.rows() > 0) {
                NamedArrays.put(state, INPUTS + name + '/', rows.state(scope));
            }
        });
        return state;
    }

    /** Takes up what another segment held; false if that is more than this one, empty so far, can hold. */
    synchronized boolean restore(Map<String, NDArray> state) {
        int[] kept = state.get(LABELS).toIntArray();
        if (kept.length > labels.length) {
            return false;
        }
        System.arraycopy(kept, 0, labels, 0, kept.length);
        teacher = NamedArrays.text(state, TEACHER);
        logits = RowBuffer.restored(Signature.LOGITS, NamedArrays.part(state, LOGITS));
        state.keySet().stream()
                .filter(key -> key.startsWith(INPUTS))
                .map(key -> key.substring(INPUTS.length(), key.lastIndexOf('/')))
                .distinct()
                .forEach(name ->
                        inputs.put(name, RowBuffer.restored(name, NamedArrays.part(state, INPUTS + name + '/'))));
        return true;
    }

    static boolean isLabelled(int label) {
        return label != UNLABELLED;
    }
}
