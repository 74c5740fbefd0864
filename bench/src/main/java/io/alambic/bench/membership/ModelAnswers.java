package io.alambic.bench.membership;

import ai.djl.ndarray.NDManager;
import io.alambic.core.data.LabelledData;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.RowBuffer;
import java.util.Arrays;
import java.util.Map;

/**
 * Logits of a model for labelled samples.
 *
 * @param logits [samples][classes]
 * @param labels [samples]
 */
record ModelAnswers(float[][] logits, int[] labels) {

    private static final int CHUNK = 256;

    static ModelAnswers of(InferenceNetwork network, LabelledData data, NDManager parent) {
        float[][] logits = new float[data.size()][];
        RowBuffer rows = new RowBuffer();
        for (int from = 0; from < data.size(); from += CHUNK) {
            int count = Math.min(CHUNK, data.size() - from);
            rows.clear();
            rows.append(data.input(), from, count);
            try (NDManager scope = parent.newSubManager()) {
                float[] all = network.forward(Map.of(data.input().name(), rows.toArray(scope)))
                        .get(Signature.LOGITS)
                        .toFloatArray();
                int classes = all.length / count;
                for (int i = 0; i < count; i++) {
                    logits[from + i] = Arrays.copyOfRange(all, i * classes, (i + 1) * classes);
                }
            }
        }
        return new ModelAnswers(logits, data.labels());
    }

    /** Returns the cross entropy of each sample with its label, in nats. */
    double[] losses() {
        double[] losses = new double[logits.length];
        for (int i = 0; i < losses.length; i++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (float logit : logits[i]) {
                largest = Math.max(largest, logit);
            }
            double sum = 0;
            for (float logit : logits[i]) {
                sum += Math.exp(logit - largest);
            }
            losses[i] = largest + Math.log(sum) - logits[i][labels[i]];
        }
        return losses;
    }

    /** Returns the likeliest class of a sample. */
    int top(int sample) {
        int top = 0;
        for (int c = 1; c < logits[sample].length; c++) {
            top = logits[sample][c] > logits[sample][top] ? c : top;
        }
        return top;
    }
}
