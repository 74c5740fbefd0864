package io.alambic.cli.serving;

import io.alambic.client.StudentClient;
import io.alambic.datasets.LabelledSamples;

/** Measures over gRPC the share of correctly classified samples. */
public final class Accuracy {

    private static final int BATCH = 250;

    private Accuracy() {}

    /** Returns the accuracy 0..1 of a served model over all samples of a set. */
    public static double of(StudentClient student, LabelledSamples samples) {
        int correct = 0;
        int from = 0;
        while (from < samples.size()) {
            int count = samples.together(from, BATCH);
            Answer answer = Answer.of(student, samples, from, count);
            for (int row = 0; row < count; row++) {
                if (answer.classOf(row) == samples.label(from + row)) {
                    correct++;
                }
            }
            from += count;
        }
        return (double) correct / samples.size();
    }
}
