package io.alambic.cli.serving;

import io.alambic.client.InferenceRequest;
import io.alambic.client.InferenceResult;
import io.alambic.client.ModelInfo;
import io.alambic.client.NamedTensor;
import io.alambic.client.ServedWeights;
import io.alambic.client.StudentClient;
import io.alambic.datasets.text.TokenizedTexts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a student says about texts.
 *
 * @param lines the answer about each text, in words
 * @param weights that answered the last text
 */
public record TextAnswers(List<String> lines, ServedWeights weights) {

    private static final String PROBABILITIES = "probabilities";
    private static final String LOGITS = "logits";
    private static final int CLASSES = 2;

    public TextAnswers {
        lines = List.copyOf(lines);
    }

    /**
     * Asks about texts, one after another.
     *
     * @param texts at least one
     * @throws IllegalArgumentException if the student reads something else than tokens
     * @throws io.alambic.client.InferenceException if the student does not answer
     */
    public static TextAnswers of(StudentClient student, TokenizedTexts texts) {
        ModelInfo model = student.describe();
        List<String> inputs =
                model.inputs().stream().map(ModelInfo.TensorInfo::name).toList();
        if (!TokenizedTexts.BERT.containsAll(inputs)) {
            throw new IllegalArgumentException(
                    "The student reads %s, but a text becomes %s".formatted(inputs, TokenizedTexts.BERT));
        }
        String output = output(model);
        TokenizedTexts read = texts.with(inputs);
        List<String> lines = new ArrayList<>();
        ServedWeights weights = null;
        for (int i = 0; i < read.size(); i++) {
            InferenceResult answer =
                    student.infer(InferenceRequest.of(read.tensors(i, 1).toArray(NamedTensor[]::new))
                            .withOutputs(output));
            lines.add(text(output, answer.output(output).floats()));
            weights = answer.weights();
        }
        return new TextAnswers(lines, weights);
    }

    /** Classes of a whole text have probabilities; those of tokens, numbers and embeddings are shown as they are. */
    private static String output(ModelInfo model) {
        return model.outputs().stream()
                .filter(output ->
                        output.name().equals(PROBABILITIES) && output.shape().size() == CLASSES)
                .map(ModelInfo.TensorInfo::name)
                .findFirst()
                .orElse(LOGITS);
    }

    private static String text(String output, float[] numbers) {
        if (output.equals(PROBABILITIES)) {
            int best = 0;
            for (int c = 1; c < numbers.length; c++) {
                best = numbers[c] > numbers[best] ? c : best;
            }
            return String.format(Locale.ROOT, "class %d (%.1f %%)", best, 100 * numbers[best]);
        }
        double[] shown = new double[numbers.length];
        Arrays.setAll(shown, i -> numbers[i]);
        return Arrays.stream(shown)
                .mapToObj(number -> String.format(Locale.ROOT, "%.4f", number))
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
