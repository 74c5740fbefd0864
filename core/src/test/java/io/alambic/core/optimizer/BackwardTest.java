package io.alambic.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackwardTest {

    private final NDManager manager = NDManager.newBaseManager();
    private final Backward backward = new Backward(manager);

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void aSecondPassAddsNothingToTheFirst() {
        // Given
        NDArray weight = learnable(1, 2);
        Supplier<NDArray> cost = () -> weight.square().sum();
        gradients(Map.of("w", weight), cost).close();

        // When
        try (Gradients gradients = gradients(Map.of("w", weight), cost)) {
            // Then
            assertThat(gradients.arrays().get("w").toFloatArray()).containsExactly(2, 4);
        }
    }

    @Test
    void whatTheCostDoesNotDependOnHasAGradientOfZero() {
        // Given
        NDArray weight = learnable(1, 2);
        NDArray other = learnable(3, 4, 5);
        Map<String, NDArray> learned = new LinkedHashMap<>();
        learned.put("other", other);
        learned.put("weight", weight);

        // When
        try (Gradients gradients = gradients(learned, () -> weight.square().sum())) {
            // Then
            assertThat(gradients.arrays().get("other").toFloatArray()).containsExactly(0, 0, 0);
            assertThat(gradients.arrays().get("weight").toFloatArray()).containsExactly(2, 4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"adamw", "adam", "sgd", "sgd(0.9)", "nesterov(0.9)"})
    void aGradientThatLiesOtherwiseMovesEachNumberByItsOwn(String choice) {
        // Given
        NDArray plain = manager.arange(1f, 7f).reshape(new Shape(2, 3));
        plain.setRequiresGradient(true);
        NDArray turned = plain.stopGradient().duplicate();
        turned.setRequiresGradient(true);
        NDArray factors = manager.arange(6f).reshape(new Shape(2, 3));
        NDArray turnedFactors = factors.transpose().duplicate();

        // When
        update(choice, Map.of("w", plain), () -> plain.mul(factors).sum());
        update(choice, Map.of("w", turned), () -> turned.transpose()
                .mul(turnedFactors)
                .sum());

        // Then
        assertThat(turned.toFloatArray()).isEqualTo(plain.toFloatArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"adamw", "adam", "sgd", "sgd(0.9)", "nesterov(0.9)"})
    void weightsThatShareAGradientAreMovedByItOnceEach(String choice) {
        // Given
        NDArray alone = learnable(1, 2);
        NDArray first = learnable(1, 2);
        NDArray second = learnable(1, 2);
        Map<String, NDArray> both = new LinkedHashMap<>();
        both.put("first", first);
        both.put("second", second);
        NDArray factors = manager.create(new float[] {3, 4});

        // When
        update(choice, Map.of("w", alone), () -> alone.mul(factors).sum());
        update(choice, both, () -> first.add(second).mul(factors).sum());

        // Then
        assertThat(first.toFloatArray()).isEqualTo(alone.toFloatArray());
        assertThat(second.toFloatArray()).isEqualTo(alone.toFloatArray());
    }

    private void update(String choice, Map<String, NDArray> learned, Supplier<NDArray> cost) {
        Optimizer optimizer = OptimizerChoice.parse(choice).create(manager, 0.1f, 0, Map.of());
        for (int step = 0; step < 3; step++) {
            try (Gradients gradients = gradients(learned, cost)) {
                optimizer.update(gradients, 0.1f, 0.5f);
            }
        }
    }

    private NDArray learnable(float... values) {
        NDArray array = manager.create(values);
        array.setRequiresGradient(true);
        return array;
    }

    private Gradients gradients(Map<String, NDArray> learned, Supplier<NDArray> cost) {
        NDArray total;
        try (GradientCollector collecting = Engine.getInstance().newGradientCollector()) {
            total = cost.get();
        }
        return backward.of(total, learned);
    }
}
