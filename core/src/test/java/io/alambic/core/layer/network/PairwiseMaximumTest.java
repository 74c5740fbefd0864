package io.alambic.core.layer.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.pooling.Pool;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.zoo.Cnn;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairwiseMaximumTest {

    private static final Shape PAIR = new Shape(2, 2);

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 2, 2", "3, 5, 4, 6", "2, 16, 28, 28", "64, 32, 14, 14"})
    void theValuesAreThoseOfTheEnginesPool(int images, int channels, int height, int width) {
        // Given
        NDArray arranged = ChannelsLast.of(manager.randomNormal(new Shape(images, channels, height, width)));

        // When
        NDArray pooled = PairwiseMaximum.of(arranged);

        // Then
        NDArray expected = Pool.maxPool2d(arranged, PAIR, PAIR, new Shape(0, 0), false);
        assertThat(pooled.getShape()).isEqualTo(expected.getShape());
        assertThat(pooled.toFloatArray()).containsExactly(expected.toFloatArray());
    }

    @Test
    void aNumberThatIsNoneIsTheLargest() {
        // Given
        NDArray image = manager.create(new float[] {1, Float.NaN, 3, 4}, new Shape(1, 1, 2, 2));

        // Then
        assertThat(PairwiseMaximum.of(image).getFloat()).isNaN();
    }

    @ParameterizedTest
    @CsvSource({"16, 16, 28, 28, true", "2, 16, 28, 28, false", "64, 16, 27, 28, false", "64, 16, 28, 27, false"})
    void itPaysForManyImagesOfEvenSize(int images, int channels, int height, int width, boolean pays) {
        assertThat(PairwiseMaximum.paysFor(manager.zeros(new Shape(images, channels, height, width))))
                .isEqualTo(pays);
    }

    @Test
    void anImageAmongManyIsAnsweredAsAmongFew() {
        // Given
        Cnn cnn = new Cnn(List.of(1, 28, 28), List.of(16, 32), List.of(64), 10);
        NDArray many = manager.randomUniform(0, 1, new Shape(64, 1, 28, 28));

        try (TrainableNetwork network = cnn.newNetwork(manager, 1)) {
            // When
            Map<String, NDArray> amongMany = network.forward(Map.of(Cnn.IMAGE, many));
            Map<String, NDArray> amongFew = network.forward(Map.of(Cnn.IMAGE, many.get(":3")));

            // Then
            amongFew.forEach((name, few) -> assertThat(
                            amongMany.get(name).get(":3").sub(few).abs().max().getFloat())
                    .as(name)
                    .isLessThan(1e-5f));
        }
    }
}
