package io.alambic.tools.explain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.evaluate.ProbabilityCheck;
import io.alambic.core.explain.ClassLogits;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.tools.ComparedModel;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * One of the models, with the test samples as it reads them. Collects its answers, batch by batch; of probabilities the
 * logarithms, as a teacher service does. Used by one thread.
 */
final class AskedModel {

    private final ComparedModel model;
    private final TestSamples samples;
    private final boolean areProbabilities;
    private final int classes;
    private final float[] logits;

    /**
     * A model that was not asked yet.
     *
     * @param manager under which it is asked whether it answers probabilities
     * @throws IllegalArgumentException if it answers no logits of classes
     */
    AskedModel(ComparedModel model, TestSamples samples, NDManager manager) {
        this.model = model;
        this.samples = samples;
        Shape answer = model.network().signature().output(model.logits()).sampleShape();
        if (answer.dimension() != 1 || answer.get(0) < 2) {
            throw new IllegalArgumentException(
                    "%s answers '%s' of shape %s, but classifiers answer a logit for each class"
                            .formatted(model.source(), model.logits(), answer));
        }
        this.areProbabilities = ProbabilityCheck.areAnswered(model.network(), model.logits(), manager);
        this.classes = Math.toIntExact(answer.get(0));
        this.logits = new float[Math.multiplyExact(size(), classes)];
    }

    /** Returns the names of the outputs that hold numbers for each sample, the logits last. */
    List<String> layers() {
        return model.network().signature().outputs().stream()
                .filter(output ->
                        output.type().djl().isFloating() && output.sampleShape().dimension() > 0 && !output.isOpen())
                .map(TensorSpec::name)
                .sorted(Comparator.comparing(model.logits()::equals))
                .toList();
    }

    /** Returns the batches in which it is asked. */
    List<List<Integer>> batches() {
        return samples.batches();
    }

    /**
     * Asks about a batch and keeps the logits.
     *
     * @return every output
     */
    Map<String, NDArray> ask(List<Integer> batch, NDManager scope) {
        Map<String, NDArray> outputs = model.network().forward(samples.inputs(batch, scope));
        NDArray answers = outputs.get(model.logits()).toType(DataType.FLOAT32, false);
        float[] rows = (areProbabilities ? answers.maximum(Float.MIN_NORMAL).log() : answers).toFloatArray();
        for (int row = 0; row < batch.size(); row++) {
            System.arraycopy(rows, row * classes, logits, batch.get(row) * classes, classes);
        }
        return outputs;
    }

    /**
     * Returns all answers.
     *
     * @throws IllegalArgumentException if one is not finite
     */
    ClassLogits answers() {
        try {
            return new ClassLogits(classes, logits);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("%s: %s".formatted(model.source(), e.getMessage()), e);
        }
    }

    /** Returns the model as the command line names it. */
    String source() {
        return model.source();
    }

    /** Returns the number of classes. */
    int classes() {
        return classes;
    }

    /** Returns the class of each sample. */
    int[] labels() {
        return samples.labels();
    }

    /** Returns the number of samples. */
    int size() {
        return samples.labels().length;
    }
}
