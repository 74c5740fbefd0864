package io.alambic.cli.serving;

import io.alambic.client.StudentClient;
import io.alambic.datasets.IdxImages;

/** Measures over gRPC the share of correctly classified images. */
public final class Accuracy {

    private static final int BATCH = 250;

    private Accuracy() {}

    /** Returns the accuracy 0..1 of a served model over all images of a set. */
    public static double of(StudentClient student, IdxImages images) {
        int correct = 0;
        for (int from = 0; from < images.size(); from += BATCH) {
            int count = Math.min(BATCH, images.size() - from);
            Answer answer = Answer.of(student, images, from, count);
            for (int row = 0; row < count; row++) {
                if (answer.classOf(row) == images.label(from + row)) {
                    correct++;
                }
            }
        }
        return (double) correct / images.size();
    }
}
