package io.alambic.core.evaluate;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.Signature;
import io.alambic.core.task.Tally;
import io.alambic.core.task.Task;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.NamedArrays;
import io.alambic.core.tensor.RowBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Held-out samples in direct buffers, which are reused when the window slides. While one thread appends, another may evaluate
 * the samples that were there before.
 */
final class HoldoutSegment {

    private static final String LABELS = "labels";
    private static final String LOGITS = "logits/";
    private static final String INPUTS = "inputs/";
    private static final String TEACHER = "teacher";

    private final Map<String, RowBuffer> inputs = new LinkedHashMap<>();
    private final int capacity;
    private RowBuffer logits = new RowBuffer();
    private RowBuffer labels = new RowBuffer();
    private String teacher;
    private long filling;

    HoldoutSegment(int capacity, String teacher) {
        this.capacity = capacity;
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
        return capacity - samples();
    }

    /** Empties it for the answers of a teacher. */
    synchronized void clear(String next) {
        teacher = next;
        inputs.values().forEach(RowBuffer::clear);
        logits.clear();
        labels.clear();
        filling++;
    }

    /** How often it was emptied so far: while that stays, samples only come to those that are here. */
    synchronized long filling() {
        return filling;
    }

    synchronized boolean accepts(List<EncodedTensor> tensors, EncodedTensor teacherLogits, EncodedTensor theirLabels) {
        return logits.accepts(teacherLogits)
                && (theirLabels == null || labels.accepts(theirLabels))
                && tensors.stream().allMatch(tensor -> buffer(tensor).accepts(tensor));
    }

    synchronized void append(
            List<EncodedTensor> tensors, EncodedTensor teacherLogits, EncodedTensor theirLabels, int row) {
        if (theirLabels != null) {
            labels.append(theirLabels, row, 1);
        }
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
    Tally answeredBy(InferenceNetwork network, Task task, Tally known, int samples, NDManager scope) {
        if (known.samples() == samples) {
            return known;
        }
        Map<String, NDArray> asked = new LinkedHashMap<>();
        NDArray taught;
        NDArray labelled;
        synchronized (this) {
            inputs.forEach((name, rows) -> asked.put(name, rows.toArray(scope)));
            taught = logits.toArray(scope);
            labelled = labels.rows() == 0 ? null : labels.toArray(scope);
        }
        Answering answering = new Answering(network, task, asked, taught, labelled);
        Tally tally = known;
        while (tally.samples() < samples) {
            int from = tally.samples();
            int to = from + Integer.highestOneBit(samples - from);
            tally = tally.plus(answering.pass(from, to));
        }
        return tally;
    }

    /** What a network is asked, and what it is compared with. */
    private record Answering(
            InferenceNetwork network, Task task, Map<String, NDArray> asked, NDArray taught, NDArray labelled) {

        /** A pass that fails is split until the sample at fault is alone; it counts as not answered. */
        Tally pass(int from, int to) {
            try {
                NDIndex pass = new NDIndex("{}:{}", from, to);
                Map<String, NDArray> inputs = rows(pass);
                NDArray student = network.forward(inputs).get(Signature.LOGITS);
                return task.tally(
                        student,
                        taught.get(pass),
                        labelled == null ? null : labelled.get(pass),
                        network.signature().counted(Signature.LOGITS, inputs));
            } catch (EngineException | IllegalArgumentException e) {
                if (to - from == 1) {
                    return Tally.UNANSWERED;
                }
                int middle = (from + to) / 2;
                return pass(from, middle).plus(pass(middle, to));
            }
        }

        private Map<String, NDArray> rows(NDIndex which) {
            Map<String, NDArray> rows = new LinkedHashMap<>();
            asked.forEach((name, array) -> rows.put(name, array.get(which)));
            return rows;
        }
    }

    /** Everything in this segment, for {@link #restore}. The arrays are valid until the segment changes. */
    synchronized Map<String, NDArray> state(NDManager scope) {
        Map<String, NDArray> state = new LinkedHashMap<>();
        if (labels.rows() > 0) {
            state.put(LABELS, labels.toArray(scope));
        }
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
        teacher = NamedArrays.text(state, TEACHER);
        logits = RowBuffer.restored(Signature.LOGITS, NamedArrays.part(state, LOGITS));
        if (logits.rows() > capacity) {
            return false;
        }
        if (state.containsKey(LABELS)) {
            labels = RowBuffer.restored(LABELS, state.get(LABELS));
        }
        state.keySet().stream()
                .filter(key -> key.startsWith(INPUTS))
                .map(key -> key.substring(INPUTS.length(), key.lastIndexOf('/')))
                .distinct()
                .forEach(name ->
                        inputs.put(name, RowBuffer.restored(name, NamedArrays.part(state, INPUTS + name + '/'))));
        return true;
    }
}
