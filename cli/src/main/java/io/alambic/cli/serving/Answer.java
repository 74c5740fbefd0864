package io.alambic.cli.serving;

import io.alambic.client.InferenceRequest;
import io.alambic.client.InferenceResult;
import io.alambic.client.ServedWeights;
import io.alambic.client.StudentClient;
import io.alambic.datasets.IdxImages;

/**
 * The student's answer for a range of images.
 *
 * @param logits one row for each image, one column for each class
 */
@SuppressWarnings("ArrayRecordComponent")
public record Answer(float[][] logits, ServedWeights weights) {

    private static final String LOGITS = "logits";

    /**
     * Requests the logits of a range of images.
     *
     * @param images to read from; their tensor's name is the name of the model's input
     * @param from index of the first image
     * @param count number of images
     * @throws io.alambic.client.InferenceException if the student does not answer
     */
    public static Answer of(StudentClient student, IdxImages images, int from, int count) {
        InferenceResult result =
                student.infer(InferenceRequest.of(images.tensor(from, count)).withOutputs(LOGITS));
        return new Answer(result.output(LOGITS).rows(), result.weights());
    }

    /** Returns the most likely class of an image. */
    public int classOf(int row) {
        int best = 0;
        for (int i = 1; i < logits[row].length; i++) {
            if (logits[row][i] > logits[row][best]) {
                best = i;
            }
        }
        return best;
    }

    /** Returns the softmax probability of an image's most likely class. */
    public double confidence(int row) {
        float largest = logits[row][classOf(row)];
        double sum = 0;
        for (float logit : logits[row]) {
            sum += Math.exp(logit - largest);
        }
        return 1 / sum;
    }
}
