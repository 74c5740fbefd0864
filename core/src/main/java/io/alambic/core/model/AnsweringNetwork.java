package io.alambic.core.model;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/** A network that answers and cannot be trained: its weights are not in this engine. */
public interface AnsweringNetwork extends Network {

    /**
     * Not possible.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    default Map<String, NDArray> forwardTraining(Map<String, NDArray> inputs) {
        throw new UnsupportedOperationException("a model whose weights are elsewhere cannot be trained");
    }

    @Override
    default Map<String, NDArray> weights() {
        return Map.of();
    }

    @Override
    default Map<String, NDArray> learned() {
        return Map.of();
    }
}
