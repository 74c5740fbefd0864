package io.alambic.core.explain;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.RowBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects one batch of held-out samples with what the teacher's layers answered to them, so that students can be compared with the teacher
 * layer by layer. Once full it collects nothing until {@link #next}: one thread appends, and another one may compare meanwhile.
 */
public final class HeldOutLayers {

    /** Samples of a batch, of small layers. */
    static final int SAMPLES = 64;

    /** What a batch takes at most, unless four samples take more: these are all that there is. */
    static final long MOST_BYTES = 16L << 20;

    /** So many samples of another teacher, or of other shapes, begin a batch of their own. */
    static final int MOST_REFUSED = 4 * SAMPLES;

    private final Map<String, RowBuffer> inputs = new LinkedHashMap<>();
    private final Map<String, RowBuffer> layers = new LinkedHashMap<>();
    private String teacher = "";
    private int samples;
    private int refused;
    private volatile boolean full;

    /**
     * Copies one sample, unless the batch is full or consists of others.
     *
     * @param answeredBy name and version of the teacher
     * @param asked the student's inputs, [N, ...]
     * @param answers the teacher's layers and its logits, [N, ...]
     * @param row which row of the tensors the sample is
     */
    public void append(String answeredBy, List<EncodedTensor> asked, List<EncodedTensor> answers, int row) {
        if (full) {
            return;
        }
        if (samples == 0) {
            teacher = answeredBy;
        }
        if (!accepts(answeredBy, asked, answers)) {
            if (++refused == MOST_REFUSED) {
                clear();
            }
            return;
        }
        asked.forEach(tensor -> inputs.get(tensor.name()).append(tensor, row, 1));
        answers.forEach(tensor -> layers.get(tensor.name()).append(tensor, row, 1));
        samples++;
        full = samples == SAMPLES || (samples >= LayerKernel.FEWEST && bytes() / samples * (samples + 1) > MOST_BYTES);
    }

    private boolean accepts(String answeredBy, List<EncodedTensor> asked, List<EncodedTensor> answers) {
        return answeredBy.equals(teacher) && accepts(inputs, asked) && accepts(layers, answers);
    }

    private boolean accepts(Map<String, RowBuffer> buffers, List<EncodedTensor> tensors) {
        List<String> names = tensors.stream().map(EncodedTensor::name).toList();
        if (samples == 0 && !List.copyOf(buffers.keySet()).equals(names)) {
            buffers.clear();
            names.forEach(name -> buffers.put(name, new RowBuffer()));
        }
        return tensors.size() == buffers.size()
                && tensors.stream()
                        .allMatch(tensor -> buffers.containsKey(tensor.name())
                                && buffers.get(tensor.name()).accepts(tensor));
    }

    private long bytes() {
        return inputs.values().stream().mapToLong(RowBuffer::bytes).sum()
                + layers.values().stream().mapToLong(RowBuffer::bytes).sum();
    }

    /**
     * Returns how alike each layer of the teacher and each of a student are on the batch. Empty unless it is full, or if the student cannot
     * answer it or answers with a number that is not finite; without a pair of which one layer is the same for all samples.
     *
     * @param parent manager under which they are compared
     */
    public List<LayerSimilarity> compare(InferenceNetwork student, NDManager parent) {
        if (!full) {
            return List.of();
        }
        try (NDManager scope = parent.newSubManager()) {
            Map<String, NDArray> taught = arrays(layers, scope);
            Map<String, NDArray> learned = student.forward(arrays(inputs, scope));
            CkaTable table = new CkaTable(List.copyOf(taught.keySet()), List.copyOf(learned.keySet()));
            table.add(taught, learned, scope);
            return similarities(table);
        } catch (EngineException | IllegalArgumentException e) {
            return List.of();
        }
    }

    private static Map<String, NDArray> arrays(Map<String, RowBuffer> buffers, NDManager scope) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        buffers.forEach((name, rows) -> arrays.put(name, rows.toArray(scope)));
        return arrays;
    }

    private static List<LayerSimilarity> similarities(CkaTable table) {
        List<LayerSimilarity> similarities = new ArrayList<>();
        for (int row = 0; row < table.rows().size(); row++) {
            for (int column = 0; column < table.columns().size(); column++) {
                String teacherLayer = table.rows().get(row);
                String studentLayer = table.columns().get(column);
                table.value(row, column)
                        .ifPresent(cka -> similarities.add(new LayerSimilarity(teacherLayer, studentLayer, cka)));
            }
        }
        return similarities;
    }

    /** Collects the next batch if this one is full. No comparison may be under way. */
    public void next() {
        if (full) {
            clear();
        }
    }

    private void clear() {
        inputs.values().forEach(RowBuffer::clear);
        layers.values().forEach(RowBuffer::clear);
        samples = 0;
        refused = 0;
        full = false;
    }
}
