package io.alambic.bench.membership;

import ai.djl.ndarray.NDManager;
import io.alambic.core.data.LabelledData;
import io.alambic.core.explain.ClassLogits;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.RowBuffer;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * Logits of a model for labelled samples.
 *
 * @param logits of each sample
 * @param labels [samples]
 */
record ModelAnswers(ClassLogits logits, int[] labels) {

    private static final int CHUNK = 256;

    /**
     * Asks a model.
     *
     * @param classes of the model
     */
    static ModelAnswers of(InferenceNetwork network, int classes, LabelledData data, NDManager parent) {
        FloatBuffer logits = FloatBuffer.allocate(data.size() * classes);
        RowBuffer rows = new RowBuffer();
        for (int from = 0; from < data.size(); from += CHUNK) {
            rows.clear();
            rows.append(data.input(), from, Math.min(CHUNK, data.size() - from));
            try (NDManager scope = parent.newSubManager()) {
                logits.put(network.forward(Map.of(data.input().name(), rows.toArray(scope)))
                        .get(Signature.LOGITS)
                        .toFloatArray());
            }
        }
        return new ModelAnswers(new ClassLogits(classes, logits.array()), data.labels());
    }

    /** Returns the cross entropy of each sample with its label, in nats. */
    double[] losses() {
        double[] losses = new double[labels.length];
        for (int i = 0; i < losses.length; i++) {
            losses[i] = -logits.logProbabilities(i)[labels[i]];
        }
        return losses;
    }
}
