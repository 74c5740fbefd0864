package io.alambic.tools.export;

import ai.djl.ndarray.NDManager;
import io.alambic.core.data.LabelledData;
import io.alambic.core.evaluate.AnsweredLogits;
import io.alambic.core.evaluate.EvaluationSamples;
import io.alambic.core.figures.Figure;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.task.Task;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.tools.FigureText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a student answers before it is exported, to be compared with what is written.
 *
 * @param samples that it is asked
 * @param logits name of the output that is compared
 * @param answers its answers
 * @param test the samples with their classes; empty if they are random
 * @param task by whose figures answers are compared
 */
record TrainedAnswers(
        EvaluationSamples samples, String logits, AnsweredLogits answers, Optional<LabelledData> test, Task task) {

    private static final int RANDOM_SAMPLES = 2048;
    private static final long SEED = 42;

    /**
     * Asks a student about test images, or about random samples if there are none.
     *
     * @throws IllegalArgumentException if it does not read images
     */
    static TrainedAnswers of(InferenceNetwork student, Optional<LabelledData> test, Task task, NDManager manager) {
        List<TensorSpec> reads = student.signature().inputs();
        if (test.isPresent() && reads.size() != 1) {
            throw new IllegalArgumentException("--data holds one input, but the student reads " + reads);
        }
        EvaluationSamples samples = test.map(data -> EvaluationSamples.of(data, reads.get(0)))
                .orElseGet(() -> EvaluationSamples.random(reads, RANDOM_SAMPLES, SEED));
        String logits = student.signature().likelyLogits();
        return new TrainedAnswers(samples, logits, AnsweredLogits.of(student, logits, samples, manager), test, task);
    }

    /** Returns how many samples of which kind there are. */
    String what() {
        return "%,d %s".formatted(samples.size(), test.isEmpty() ? "random samples" : "test images");
    }

    /** Returns the figures of other answers by these, as text. */
    String figures(AnsweredLogits exported, NDManager manager) {
        return exported.figures(answers, task, null, manager).entrySet().stream()
                .map(entry -> entry.getKey().name() + " " + FigureText.of(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** Returns the accuracy of both, as text; empty where nothing tells it. */
    Optional<String> accuracies(AnsweredLogits exported, NDManager manager) {
        return test.filter(data -> task.namesOneClass()).map(data -> "accuracy: %s as trained, %s as exported"
                .formatted(accuracy(answers, data.labels(), manager), accuracy(exported, data.labels(), manager)));
    }

    /** Returns the figures of what was exported on test images, by what they are; none where nothing tells them. */
    Map<String, Map<Figure, Double>> measured(AnsweredLogits exported, NDManager manager) {
        return test.filter(data -> task.namesOneClass())
                .map(data -> {
                    Map<Figure, Double> figures = exported.figures(exported, task, data.labels(), manager);
                    figures.keySet().removeAll(List.of(Figure.AGREEMENT, Figure.KL));
                    return Map.of(what(), figures);
                })
                .orElse(Map.of());
    }

    private String accuracy(AnsweredLogits asked, int[] labels, NDManager manager) {
        Map<Figure, Double> figures = asked.figures(asked, task, labels, manager);
        return FigureText.of(Figure.ACCURACY, figures.get(Figure.ACCURACY));
    }
}
