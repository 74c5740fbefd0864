package io.alambic.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WeightTypeTest {

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void eachOutputChannelHasItsOwnScale() {
        // Given: the largest weights of the channels are 127 and 1.27; the third has none
        NDArray weight = manager.create(new float[] {127, -3.4f, 0.0127f, -1.27f, 0, 0}, new Shape(3, 2));

        // When
        Map<String, NDArray> stored = WeightType.INT8.stored(Map.of("w", weight), manager);

        // Then
        assertThat(stored.get("w").toByteArray()).containsExactly(127, -3, 1, -127, 0, 0);
        assertThat(stored.get("w.scale").toFloatArray()).containsExactly(1, 1.27f / 127, 1);
        assertThat(WeightType.restored(stored)).containsOnlyKeys("w");
        assertThat(WeightType.restored(stored).get("w").toFloatArray())
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(127, -3, 0.01f, -1.27f, 0, 0);
    }

    @Test
    void biasesStayAsTheyAre() {
        // Given
        NDArray bias = manager.create(new float[] {1e-7f, 1000});

        // When
        Map<String, NDArray> stored = WeightType.INT8.stored(Map.of("b", bias), manager);

        // Then
        assertThat(WeightType.restored(stored).get("b").toFloatArray()).containsExactly(1e-7f, 1000);
    }

    @Test
    void whatDoesNotFitTheTypeIsRefused() {
        // Given
        Map<String, NDArray> large = Map.of("w", manager.create(new float[] {1e6f, 1}, new Shape(1, 2)));
        Map<String, NDArray> infinite =
                Map.of("w", manager.create(new float[] {Float.POSITIVE_INFINITY, 1}, new Shape(1, 2)));
        Map<String, NDArray> unscaled = Map.of("w", manager.create(new byte[] {1, 2}, new Shape(2, 1)));

        // Then
        assertThatThrownBy(() -> WeightType.FP16.stored(large, manager))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'w'", "16 bits");
        assertThatThrownBy(() -> WeightType.INT8.stored(infinite, manager))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'w'", "not finite");
        assertThatThrownBy(() -> WeightType.restored(unscaled))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'w'", "scale");
    }
}
