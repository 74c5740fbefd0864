package io.alambic.core.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.bucket.CountedPlaces;
import io.alambic.core.figures.Figure;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.task.Tally;
import io.alambic.core.task.Task;
import java.util.Arrays;
import java.util.Map;

/** A network's logits for samples. Immutable. */
public final class AnsweredLogits {

    private static final int BATCH = 128;

    private final Shape answer;
    private final float[] values;

    private AnsweredLogits(Shape answer, float[] values) {
        this.answer = answer;
        this.values = values;
    }

    /**
     * Asks a network for every sample.
     *
     * @param logits name of the output that holds them, [N, ...]
     * @param parent manager under which the passes run
     * @throws IllegalArgumentException if there is no such output
     */
    public static AnsweredLogits of(
            InferenceNetwork network, String logits, EvaluationSamples samples, NDManager parent) {
        Shape answer = network.signature().output(logits).sampleShape();
        int width = Math.toIntExact(answer.size());
        float[] values = new float[Math.multiplyExact(samples.size(), width)];
        for (int from = 0; from < samples.size(); from += BATCH) {
            int count = Math.min(BATCH, samples.size() - from);
            try (NDManager scope = parent.newSubManager()) {
                NDArray rows =
                        network.forward(samples.batch(from, count, scope)).get(logits);
                float[] numbers = rows.toType(DataType.FLOAT32, false).toFloatArray();
                System.arraycopy(numbers, 0, values, from * width, numbers.length);
            }
        }
        return new AnsweredLogits(answer, values);
    }

    /** Returns the shape of one answer. */
    public Shape answer() {
        return answer;
    }

    private int samples() {
        return values.length / Math.toIntExact(answer.size());
    }

    /** Returns whether every logit is the same, bit for bit. */
    public boolean same(AnsweredLogits other) {
        return Arrays.equals(values, other.values);
    }

    /** Returns the largest difference of two logits, NaN if one is. */
    public double largestDifference(AnsweredLogits other) {
        double largest = 0;
        for (int i = 0; i < values.length; i++) {
            largest = Math.max(largest, Math.abs((double) values[i] - other.values[i]));
        }
        return largest;
    }

    /** Returns the largest magnitude of a logit, NaN if one is. */
    public double largest() {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs((double) value));
        }
        return largest;
    }

    /**
     * Returns the figures of these answers by a teacher's.
     *
     * @param teacher answers to the same samples, of the same shape
     * @param classes of the samples; null if they have none, or the task's labels are no classes
     * @param parent manager under which they are computed
     * @throws IllegalArgumentException if the answers are none of the task, or of another shape
     */
    public Map<Figure, Double> figures(AnsweredLogits teacher, Task task, int[] classes, NDManager parent) {
        if (teacher.samples() != samples() || !teacher.answer.equals(answer)) {
            throw new IllegalArgumentException("answers of shape %s to %d samples cannot be compared with %s to %d"
                    .formatted(answer, samples(), teacher.answer, teacher.samples()));
        }
        task.requireAnswer(answer);
        Tally tally = Tally.NONE;
        for (int from = 0; from < samples(); from += BATCH) {
            int to = Math.min(samples(), from + BATCH);
            try (NDManager scope = parent.newSubManager()) {
                NDArray labels = classes == null ? null : scope.create(Arrays.copyOfRange(classes, from, to));
                tally = tally.plus(
                        task.tally(rows(from, to, scope), teacher.rows(from, to, scope), labels, CountedPlaces.ALL));
            }
        }
        return task.figures(tally);
    }

    private NDArray rows(int from, int to, NDManager scope) {
        int width = Math.toIntExact(answer.size());
        return scope.create(Arrays.copyOfRange(values, from * width, to * width), new Shape(to - from).addAll(answer));
    }
}
