package io.alambic.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.alambic.core.PyTorchReference;
import io.alambic.core.cost.Numbers;
import io.alambic.core.hyperparameters.Schedule;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptimizerTest {

    private static final PyTorchReference REFERENCE = PyTorchReference.load();

    private final NDManager manager = NDManager.newBaseManager();
    private final Backward backward = new Backward(manager);

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void movesWeightsAsPyTorchDoes(PyTorchReference.Optimizer expected) {
        // Given
        NDArray weight = weight(expected);
        Optimizer optimizer = optimizer(expected, 0, Map.of());
        int step = 0;

        for (PyTorchReference.AfterStep after : expected.after()) {
            // When
            steps(optimizer, weight, expected, step, after.step());
            step = after.step();

            // Then
            after.weight().requireSame(weight);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void goesOnFromRestoredStateAsIfNothingHadHappened(PyTorchReference.Optimizer settings) {
        // Given
        NDArray through = weight(settings);
        NDArray interrupted = weight(settings);
        Optimizer firstHalf = optimizer(settings, 0, Map.of());
        steps(optimizer(settings, 0, Map.of()), through, settings, 0, 10);
        steps(firstHalf, interrupted, settings, 0, 5);

        // When
        steps(optimizer(settings, 5, firstHalf.state()), interrupted, settings, 5, 10);

        // Then
        assertThat(interrupted.toFloatArray()).isEqualTo(through.toFloatArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"adamw", "adam", "sgd(0.9)", "nesterov(0.9)"})
    void restoredStateIsACopy(String choice) {
        // Given
        PyTorchReference.Optimizer settings = cases().stream()
                .filter(candidate -> candidate.optimizer().equals(choice))
                .findFirst()
                .orElseThrow();
        NDArray weight = weight(settings);
        Optimizer first = optimizer(settings, 0, Map.of());
        steps(first, weight, settings, 0, 1);
        Map<String, List<Float>> before = values(first.state());

        // When
        steps(optimizer(settings, 1, first.state()), weight, settings, 1, 4);

        // Then
        assertThat(before).isNotEmpty();
        assertThat(values(first.state())).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"adamw", "adam", "sgd(0.9)", "nesterov(0.9)"})
    void anArrayThatJoinsLaterChangesNothingForTheOthers(String choice) {
        // Given
        NDArray alone = learnable(1, 2, 3);
        NDArray joined = learnable(1, 2, 3);
        NDArray late = learnable(4, 5);
        Optimizer one = OptimizerChoice.parse(choice).create(manager, 0.1f, 0, Map.of());
        Optimizer other = OptimizerChoice.parse(choice).create(manager, 0.1f, 0, Map.of());

        // When
        for (int step = 0; step < 6; step++) {
            step(one, Map.of("a", alone));
            step(other, step < 3 ? Map.of("a", joined) : new TreeMap<>(Map.of("Late", late, "a", joined)));
        }

        // Then
        assertThat(joined.toFloatArray()).isEqualTo(alone.toFloatArray());
        assertThat(late.toFloatArray()).doesNotContain(4, 5);
    }

    private NDArray learnable(float... values) {
        NDArray array = manager.create(values);
        array.setRequiresGradient(true);
        return array;
    }

    private void step(Optimizer optimizer, Map<String, NDArray> learned) {
        try (Gradients gradients = gradients(learned, () -> learned.values().stream()
                .map(array -> array.square().sum())
                .reduce(NDArray::add)
                .orElseThrow())) {
            optimizer.update(gradients, 0.1f, 0.5f);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"adamw", "adam", "sgd(0.9)", "nesterov(0.9)"})
    void averagesOfGradientsThatBecameZeroEndAtZeroAndNotInDenormalNumbers(String choice) {
        // Given
        NDArray weight = learnable(1, 2);
        NDArray once = manager.create(new float[] {1, 1});
        NDArray later = manager.create(new float[] {1, 0});
        Optimizer optimizer = OptimizerChoice.parse(choice).create(manager, 0, 0, Map.of());

        // When
        for (int step = 0; step < 1200; step++) {
            NDArray factor = step == 0 ? once : later;
            try (Gradients gradients =
                    gradients(Map.of("w", weight), () -> weight.mul(factor).sum())) {
                optimizer.update(gradients, 0.001f, 1);
            }
        }

        // Then
        float[] average = optimizer.state().entrySet().stream()
                .filter(entry -> !entry.getKey().endsWith(".variance"))
                .findFirst()
                .orElseThrow()
                .getValue()
                .toFloatArray();
        assertThat(average[0]).isGreaterThanOrEqualTo(1 - 1e-5f);
        assertThat(average[1]).isZero();
    }

    private Gradients gradients(Map<String, NDArray> learned, Supplier<NDArray> cost) {
        NDArray total;
        try (GradientCollector collecting = Engine.getInstance().newGradientCollector()) {
            total = cost.get();
        }
        return backward.of(total, learned);
    }

    private Optimizer optimizer(PyTorchReference.Optimizer settings, long steps, Map<String, NDArray> restored) {
        return OptimizerChoice.parse(settings.optimizer()).create(manager, settings.decay(), steps, restored);
    }

    private NDArray weight(PyTorchReference.Optimizer settings) {
        NDArray weight = settings.start().on(manager);
        weight.setRequiresGradient(true);
        return weight;
    }

    /** Down the slope of Σ (scale · weight)² / 2. */
    private void steps(Optimizer optimizer, NDArray weight, PyTorchReference.Optimizer settings, int from, int to) {
        Schedule rate = Schedule.parse(settings.learningRate());
        for (int step = from; step < to; step++) {
            try (Gradients gradients = gradients(
                    Map.of("w", weight),
                    () -> Numbers.times(
                            Numbers.times(weight, settings.scale()).square().sum(), 0.5))) {
                float scale =
                        Gradients.scale(gradients.arrays().get("w").norm().getFloat(), settings.maxGradientNorm());
                optimizer.update(gradients, rate.at(step), scale);
            }
        }
    }

    private static Map<String, List<Float>> values(Map<String, NDArray> arrays) {
        Map<String, List<Float>> values = new TreeMap<>();
        arrays.forEach((name, array) -> {
            float[] floats = array.toFloatArray();
            Float[] boxed = new Float[floats.length];
            for (int i = 0; i < floats.length; i++) {
                boxed[i] = floats[i];
            }
            values.put(name, List.of(boxed));
        });
        return values;
    }

    private static List<PyTorchReference.Optimizer> cases() {
        return REFERENCE.optimizers();
    }
}
