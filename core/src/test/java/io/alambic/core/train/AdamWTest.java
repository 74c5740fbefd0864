package io.alambic.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.alambic.core.PyTorchReference;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AdamWTest {

    private static final PyTorchReference REFERENCE = PyTorchReference.load();

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void movesWeightsAsPyTorchDoes(PyTorchReference.Optimizer expected) {
        // Given
        NDArray weight = weight(expected);
        AdamW optimizer = new AdamW(manager, expected.decay(), 0, Map.of());
        int step = 0;

        for (PyTorchReference.AfterStep after : expected.after()) {
            // When
            while (step < after.step()) {
                step(optimizer, weight, expected);
                step++;
            }

            // Then
            after.weight().requireSame(weight);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void goesOnFromRestoredMomentsAsIfNothingHadHappened(PyTorchReference.Optimizer settings) {
        // Given
        NDArray through = weight(settings);
        NDArray interrupted = weight(settings);
        AdamW whole = new AdamW(manager, settings.decay(), 0, Map.of());
        AdamW firstHalf = new AdamW(manager, settings.decay(), 0, Map.of());
        steps(whole, through, settings, 10);
        steps(firstHalf, interrupted, settings, 5);

        // When
        steps(new AdamW(manager, settings.decay(), 5, firstHalf.moments()), interrupted, settings, 5);

        // Then
        assertThat(interrupted.toFloatArray()).isEqualTo(through.toFloatArray());
    }

    @Test
    void restoredMomentsAreCopies() {
        // Given
        PyTorchReference.Optimizer settings = REFERENCE.optimizer().get(0);
        NDArray weight = weight(settings);
        AdamW first = new AdamW(manager, 0, 0, Map.of());
        steps(first, weight, settings, 1);
        float[] before = first.moments().get("w.mean").toFloatArray();

        // When
        steps(new AdamW(manager, 0, 1, first.moments()), weight, settings, 3);

        // Then
        assertThat(first.moments()).containsOnlyKeys("w.mean", "w.variance");
        assertThat(first.moments().get("w.mean").toFloatArray()).isEqualTo(before);
    }

    private NDArray weight(PyTorchReference.Optimizer settings) {
        NDArray weight = settings.start().on(manager);
        weight.setRequiresGradient(true);
        return weight;
    }

    private static void steps(AdamW optimizer, NDArray weight, PyTorchReference.Optimizer settings, int count) {
        for (int i = 0; i < count; i++) {
            step(optimizer, weight, settings);
        }
    }

    /** Down the slope of Σ (scale · weight)² / 2. */
    private static void step(AdamW optimizer, NDArray weight, PyTorchReference.Optimizer settings) {
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            collector.backward(weight.mul(settings.scale()).square().sum().div(2));
        }
        optimizer.update(Map.of("w", weight), settings.learningRate());
    }

    private static List<PyTorchReference.Optimizer> cases() {
        return REFERENCE.optimizer();
    }
}
