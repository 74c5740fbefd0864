package io.alambic.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.model.Architecture;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.tensor.TensorSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Finds the smallest batch that an architecture can train on. A network with batch normalisation, for one, needs two samples
 * to have a variance.
 */
public final class SmallestBatch {

    private static final int LARGEST_TRIED = 8;

    private SmallestBatch() {}

    /**
     * Tries training passes over zeros on networks that are thrown away.
     *
     * @param parent manager under which the networks keep their arrays until they are closed
     * @return 1, 2, 4 or 8; 1 if none of them can be trained on, so that the first batch says why
     */
    public static int of(Architecture architecture, NDManager parent) {
        for (int samples = 1; samples <= LARGEST_TRIED; samples *= 2) {
            if (trains(architecture, samples, parent)) {
                return samples;
            }
        }
        return 1;
    }

    private static boolean trains(Architecture architecture, int samples, NDManager parent) {
        try (NDManager scope = parent.newSubManager();
                TrainableNetwork network = architecture.newNetwork(scope, 0)) {
            Map<String, NDArray> zeros = new LinkedHashMap<>();
            for (TensorSpec input : architecture.signature().inputs()) {
                zeros.put(
                        input.name(),
                        scope.zeros(input.batchShape(samples), input.type().djl()));
            }
            network.forwardTraining(zeros);
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }
}
