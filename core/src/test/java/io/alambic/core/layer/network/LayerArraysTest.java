package io.alambic.core.layer.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.cost.labels.LabelCrossEntropy;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.zoo.Series;
import io.alambic.core.zoo.ZooArchitecture;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerArraysTest {

    private static final int SAMPLES = 16;
    private static final int CLASSES = 3;

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aConvolutionOverASeriesGivesTheSameInTrainingAsInInference(boolean bias) {
        // Given
        Block convolution = Conv1d.builder()
                .setFilters(3)
                .setKernelShape(new Shape(5))
                .optPadding(new Shape(2))
                .optBias(bias)
                .build();
        NDArray series = manager.randomNormal(new Shape(4, 2, 12));
        convolution.initialize(manager, DataType.FLOAT32, series.getShape());
        Map<String, Block> blocks = Map.of("block", convolution);
        ParameterStore store = new ParameterStore(manager, false);

        // When
        NDArray training = new LayerArrays(blocks, store, true).convolution("block", series, 3, 5, 1, 1, bias);
        NDArray inference = new LayerArrays(blocks, store, false).convolution("block", series, 3, 5, 1, 1, bias);

        // Then
        assertThat(training.getShape()).isEqualTo(inference.getShape());
        assertThat(training.sub(inference).abs().max().getFloat()).isLessThan(1e-5f);
    }

    /** The engine's own gradient is NaN in one of some ten passes of this shape, on CPUs without AVX-512. */
    @Test
    void gradientsOfASeriesAreFiniteInEveryPass() {
        // Given
        ZooArchitecture architecture =
                new Series(new ZooArchitecture.Input(List.of(2, 64)), List.of(8, 8), List.of(5), CLASSES);
        int[] labels = IntStream.range(0, SAMPLES).map(i -> i % CLASSES).toArray();
        try (TrainableNetwork network = architecture.newNetwork(manager, 7)) {
            network.learned().values().forEach(array -> array.setRequiresGradient(true));
            for (int pass = 0; pass < 200; pass++) {
                try (NDManager scope = manager.newSubManager()) {
                    NDArray series = scope.randomUniform(0, 2, new Shape(SAMPLES, 2, 64));
                    TrainingBatch batch = new TrainingBatch(
                            SAMPLES, Map.of(ZooArchitecture.IMAGE, series), null, Map.of(), scope.create(labels));

                    // When
                    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
                        Map<String, NDArray> outputs = network.forwardTraining(batch.inputs());
                        collector.backward(new LabelCrossEntropy().value(outputs, batch));
                    }

                    // Then
                    network.learned().forEach((name, array) -> {
                        try (NDArray gradient = array.getGradient()) {
                            assertThat(gradient.isNaN().any().getBoolean())
                                    .as(name)
                                    .isFalse();
                        }
                    });
                }
            }
        }
    }
}
