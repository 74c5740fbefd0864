package io.alambic.cli.serving;

import io.alambic.client.InferenceRequest;
import io.alambic.client.InferenceResult;
import io.alambic.client.NamedTensor;
import io.alambic.client.ServedWeights;
import io.alambic.client.StudentClient;
import io.alambic.datasets.LabelledSamples;

/**
 * The student's answer for a range of samples.
 *
 * @param logits one row for each sample, one column for each class
 */
@SuppressWarnings("ArrayRecordComponent")
public record Answer(float[][] logits, ServedWeights weights) {

    private static final String LOGITS = "logits";

    /**
     * Requests the logits of a range of samples.
     *
     * @param samples to read from; the names of their tensors are those of the model's inputs
     * @param from index of the first sample
     * @param count number of samples, all of one shape
     * @throws io.alambic.client.InferenceException if the student does not answer
     */
    public static Answer of(StudentClient student, LabelledSamples samples, int from, int count) {
        InferenceResult result =
                student.infer(InferenceRequest.of(samples.tensors(from, count).toArray(NamedTensor[]::new))
                        .withOutputs(LOGITS));
        return new Answer(result.output(LOGITS).rows(), result.weights());
    }

    /** Returns the most likely class of a sample. */
    public int classOf(int row) {
        int best = 0;
        for (int i = 1; i < logits[row].length; i++) {
            if (logits[row][i] > logits[row][best]) {
                best = i;
            }
        }
        return best;
    }

    /** Returns the softmax probability of a sample's most likely class. */
    public double confidence(int row) {
        float largest = logits[row][classOf(row)];
        double sum = 0;
        for (float logit : logits[row]) {
            sum += Math.exp(logit - largest);
        }
        return 1 / sum;
    }
}
