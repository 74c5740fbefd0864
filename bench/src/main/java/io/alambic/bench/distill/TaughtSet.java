package io.alambic.bench.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.data.LabelledData;
import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.merge.MergeRule;
import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.task.Labels;
import io.alambic.core.tensor.EncodedRows;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.Encoding;
import io.alambic.core.tensor.RowBuffer;
import io.alambic.core.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Labelled samples with a teacher's answers, which are computed once. Batches share one set of buffers: making a batch
 * invalidates the one before. Used by one thread.
 */
final class TaughtSet {

    private static final int CHUNK = 128;

    private final LabelledData data;
    private final Map<String, EncodedTensor> answers;
    private final RowBuffer images = new RowBuffer();
    private final Map<String, RowBuffer> answerRows = new LinkedHashMap<>();

    private TaughtSet(LabelledData data, Map<String, EncodedTensor> answers) {
        this.data = data;
        this.answers = answers;
        answers.keySet().forEach(name -> answerRows.put(name, new RowBuffer()));
    }

    /**
     * Runs the teacher on every sample.
     *
     * @param maps the teacher's feature maps to keep beside its logits
     */
    static TaughtSet of(LabelledData data, TrainableNetwork teacher, Collection<String> maps, NDManager parent) {
        Map<String, ByteBuffer> kept = new LinkedHashMap<>();
        Map<String, Shape> shapes = new LinkedHashMap<>();
        RowBuffer rows = new RowBuffer();
        for (int from = 0; from < data.size(); from += CHUNK) {
            int count = Math.min(CHUNK, data.size() - from);
            rows.clear();
            rows.append(data.input(), from, count);
            try (NDManager scope = parent.newSubManager()) {
                teacher.forward(Map.of(data.input().name(), rows.toArray(scope)))
                        .forEach((name, array) -> {
                            if (name.equals(Signature.LOGITS) || maps.contains(name)) {
                                EncodedTensor part = EncodedTensor.of(
                                        EncodedRows.encode(array, Encoding.FP32).rows(name, 0, count));
                                shapes.put(name, new Shape(data.size()).addAll(part.sampleShape()));
                                kept.computeIfAbsent(
                                                name,
                                                key -> ByteBuffer.allocate(
                                                        Math.toIntExact(data.size() * part.rowBytes())))
                                        .put(part.data().duplicate());
                            }
                        });
            }
        }
        Map<String, EncodedTensor> answers = new LinkedHashMap<>();
        kept.forEach((name, bytes) ->
                answers.put(name, new EncodedTensor(name, TensorType.FP32, shapes.get(name), bytes.flip(), null)));
        return new TaughtSet(data, answers);
    }

    /**
     * Merges the logits of several teachers, each with the same weight.
     *
     * @param sets the same samples, answered by each teacher
     */
    static TaughtSet merged(MergeRule rule, List<TaughtSet> sets) {
        TaughtSet first = sets.get(0);
        EncodedTensor shape = first.answers.get(Signature.LOGITS);
        int classes = Math.toIntExact(shape.rowBytes() / Float.BYTES);
        double[] weights = new double[sets.size()];
        Arrays.fill(weights, 1.0 / weights.length);
        ByteBuffer merged =
                ByteBuffer.allocate(first.size() * classes * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        float[][] logits = new float[sets.size()][classes];
        for (int sample = 0; sample < first.size(); sample++) {
            for (int teacher = 0; teacher < logits.length; teacher++) {
                FloatBuffer all = sets.get(teacher)
                        .answers
                        .get(Signature.LOGITS)
                        .data()
                        .duplicate()
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer();
                all.get(sample * classes, logits[teacher]);
            }
            double[] shares = rule.shares(logits, weights, MergeRule.UNLABELLED);
            for (float logit : rule.merge(logits, shares)) {
                merged.putFloat(logit);
            }
        }
        EncodedTensor answer = new EncodedTensor(Signature.LOGITS, TensorType.FP32, shape.shape(), merged.flip(), null);
        return new TaughtSet(first.data, Map.of(Signature.LOGITS, answer));
    }

    /** Returns the number of samples. */
    int size() {
        return data.size();
    }

    /** Puts a sample into a window, with the teacher's answer and without its label. */
    void holdOut(int index, HoldoutWindow window) {
        window.append(List.of(data.input()), answers.get(Signature.LOGITS), null, index);
    }

    /**
     * Returns a batch of samples.
     *
     * @param indices the samples
     * @param taught whether it holds the teacher's answers
     * @param labelled which samples keep their label
     */
    TrainingBatch batch(int[] indices, boolean taught, IntPredicate labelled, NDManager scope) {
        images.clear();
        answerRows.values().forEach(RowBuffer::clear);
        int[] labels = new int[indices.length];
        for (int i = 0; i < indices.length; i++) {
            int index = indices[i];
            images.append(data.input(), index, 1);
            labels[i] = labelled.test(index) ? data.labels()[index] : Labels.NONE;
            if (taught) {
                answerRows.forEach((name, rows) -> rows.append(answers.get(name), index, 1));
            }
        }
        Map<String, NDArray> features = new LinkedHashMap<>();
        NDArray logits = null;
        if (taught) {
            answerRows.forEach((name, rows) -> features.put(name, rows.toArray(scope)));
            logits = features.remove(Signature.LOGITS);
        }
        return new TrainingBatch(
                indices.length,
                Map.of(data.input().name(), images.toArray(scope)),
                logits,
                features,
                scope.create(labels));
    }
}
