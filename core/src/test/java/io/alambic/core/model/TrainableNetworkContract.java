package io.alambic.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.engine.ArrayCopy;
import io.alambic.core.tensor.TensorSpec;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every network that can be trained promises. A subclass names an architecture with one FP32 input. */
public abstract class TrainableNetworkContract {

    private static final int SAMPLES = 3;

    private final NDManager manager = NDManager.newBaseManager();
    private Architecture architecture;
    private TrainableNetwork network;

    /** The architecture under test. */
    protected abstract Architecture architecture() throws IOException;

    @BeforeEach
    void createNetwork() throws IOException {
        architecture = architecture();
        network = architecture.newNetwork(manager, 7);
    }

    @AfterEach
    void close() {
        network.close();
        manager.close();
    }

    @Test
    void aSnapshotBuildsANetworkThatAnswersAlike() {
        try (TrainableNetwork copy = architecture.newNetwork(manager, network.snapshot())) {
            assertThat(logits(copy)).isEqualTo(logits(network));
            assertThat(copy.learned().keySet()).isEqualTo(network.learned().keySet());
        }
    }

    @Test
    void learnedArraysAreLiveAndASnapshotShowsTheirChange() {
        // Given
        float[] before = logits(network);

        // When
        network.learned().values().forEach(weight -> weight.muli(2));

        // Then
        assertThat(logits(network)).isNotEqualTo(before);
        try (TrainableNetwork copy = architecture.newNetwork(manager, network.snapshot())) {
            assertThat(logits(copy)).isEqualTo(logits(network));
        }
    }

    @Test
    void aCopyOfASnapshotIsNotTouchedByLaterChanges() {
        try (TrainableNetwork copy = architecture.newNetwork(manager, network.snapshot())) {
            // Given
            float[] before = logits(copy);

            // When
            network.learned().values().forEach(weight -> weight.muli(2));

            // Then
            assertThat(logits(copy)).isEqualTo(before);
        }
    }

    @Test
    void whatIsWrittenToItsWeightsIsWhatItComputesWith() {
        try (TrainableNetwork other = architecture.newNetwork(manager, network.snapshot())) {
            // Given
            other.learned().values().forEach(weight -> weight.muli(2));

            // When
            new ArrayCopy(manager).copy(other.snapshot(), network.snapshot());

            // Then
            assertThat(logits(network)).isEqualTo(logits(other));
        }
    }

    @Test
    void trainingHasTheOutputsOfInference() {
        assertThat(network.forwardTraining(inputs()).keySet())
                .isEqualTo(network.forward(inputs()).keySet());
    }

    @Test
    void aFreshNetworkCollectsNoGradients() {
        assertThat(network.learned().values()).noneMatch(NDArray::hasGradient);
    }

    @Test
    void itsSizeIsKnown() {
        assertThat(network.parameterCount())
                .hasValue(network.learned().values().stream()
                        .mapToLong(NDArray::size)
                        .sum());
        assertThat(network.weightBytes().orElseThrow())
                .isGreaterThanOrEqualTo(4 * network.parameterCount().orElseThrow());
    }

    @Test
    void foreignWeightsAreRefused() {
        assertThatThrownBy(() -> architecture.newNetwork(
                        manager,
                        Map.of(
                                "foreign",
                                manager.ones(network.signature().inputs().get(0).batchShape(1)))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private float[] logits(TrainableNetwork asked) {
        return asked.forward(inputs()).get(Signature.LOGITS).toFloatArray();
    }

    private Map<String, NDArray> inputs() {
        TensorSpec input = network.signature().inputs().get(0);
        int size = Math.toIntExact(input.batchShape(SAMPLES).size());
        return Map.of(input.name(), manager.arange(size).div(size).reshape(input.batchShape(SAMPLES)));
    }
}
