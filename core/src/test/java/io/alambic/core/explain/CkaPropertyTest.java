package io.alambic.core.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

class CkaPropertyTest {

    private static final int TRIES = 100;
    private static final int SAMPLES = 12;

    private NDManager manager;

    @BeforeTry
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterTry
    void close() {
        manager.close();
    }

    @Property(tries = TRIES)
    void liesFromZeroToOne(@ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int p) {
        // Given
        NDArray x = random(seed, SAMPLES, p);
        NDArray y = random(~seed, SAMPLES, 7);

        // Then
        assertThat(exact(x, y)).isBetween(0.0, 1.0);
        assertThat(inBatch(x, y)).isBetween(-1.0, 1.0);
    }

    @Property(tries = TRIES)
    void isOneWithItself(@ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int p) {
        // Given
        NDArray x = random(seed, SAMPLES, p);

        // Then
        assertThat(exact(x, x)).isCloseTo(1, within(1e-12));
        assertThat(inBatch(x, x)).isCloseTo(1, within(1e-12));
    }

    @Property(tries = TRIES)
    void isSymmetric(@ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int p) {
        // Given
        NDArray x = random(seed, SAMPLES, p);
        NDArray y = random(~seed, SAMPLES, 7);

        // Then
        assertThat(exact(x, y)).isCloseTo(exact(y, x), within(1e-12));
        assertThat(inBatch(x, y)).isCloseTo(inBatch(y, x), within(1e-12));
    }

    @Property(tries = TRIES)
    void doesNotChangeWhenFeaturesAreMirroredScaledAndMoved(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int p) {
        // Given: a Householder reflection, which is orthogonal
        NDArray x = random(seed, SAMPLES, p);
        NDArray y = random(~seed, SAMPLES, 7);
        NDArray v = random(seed + 1, p, 1);
        NDArray reflection = manager.eye(p, p, 0, DataType.FLOAT64)
                .sub(v.matMul(v.transpose()).mul(2 / v.square().sum().getDouble()));

        // When
        NDArray moved = x.matMul(reflection).mul(-3.5).add(11);

        // Then
        assertThat(exact(moved, y)).isCloseTo(exact(x, y), within(1e-9));
        assertThat(inBatch(moved, y)).isCloseTo(inBatch(x, y), within(1e-9));
    }

    @Property(tries = TRIES)
    void doesNotDependOnTheOrderOfSamples(@ForAll long seed) {
        // Given
        NDArray x = random(seed, SAMPLES, 5);
        NDArray y = random(~seed, SAMPLES, 20);

        // Then
        assertThat(exact(x.flip(0), y.flip(0))).isCloseTo(exact(x, y), within(1e-12));
        assertThat(inBatch(x.flip(0), y.flip(0))).isCloseTo(inBatch(x, y), within(1e-12));
    }

    @Property(tries = 20)
    void layersThatHaveNothingInCommonAreNearZeroInBatches(@ForAll long seed) {
        // Given
        int features = 100;
        int batches = 100;
        MinibatchCka cka = new MinibatchCka();
        double exact = 0;

        // When
        for (int batch = 0; batch < batches; batch++) {
            NDArray x = random(seed + 2L * batch, SAMPLES, features);
            NDArray y = random(seed + 2L * batch + 1, SAMPLES, features);
            cka.add(x, y);
            exact += exact(x, y) / batches;
        }

        // Then
        assertThat(cka.value().orElseThrow()).isBetween(-0.2, 0.2);
        assertThat(exact).as("with bias").isGreaterThan(0.5);
    }

    @Property(tries = 20)
    void aTableHoldsThatOfEachTwoLayers(@ForAll long seed) {
        // Given
        CkaTable table = new CkaTable(List.of("a", "b"), List.of("c"));
        MinibatchCka first = new MinibatchCka();
        MinibatchCka second = new MinibatchCka();

        // When
        for (int batch = 0; batch < 3; batch++) {
            NDArray a = random(seed + batch, SAMPLES, 5);
            NDArray b = random(~seed + batch, SAMPLES, 8);
            NDArray c = a.matMul(random(seed - 1, 5, 4)).add(b.get(":, :4"));
            table.add(Map.of("a", a, "b", b), Map.of("c", c), manager);
            first.add(a, c);
            second.add(b, c);
        }

        // Then
        assertThat(table.value(0, 0)).isEqualTo(first.value());
        assertThat(table.value(1, 0)).isEqualTo(second.value());
    }

    @Property(tries = 20)
    void aLayerThatIsTheSameForAllSamplesHasNone(@ForAll long seed) {
        // Given
        NDArray x = manager.full(new Shape(SAMPLES, 3), 0.1f);
        NDArray y = random(seed, SAMPLES, 3);
        MinibatchCka cka = new MinibatchCka();

        // When
        cka.add(x, y);

        // Then
        assertThat(LinearCka.of(x, y)).isEmpty();
        assertThat(cka.value()).isEmpty();
        assertThat(new MinibatchCka().value()).isEqualTo(OptionalDouble.empty());
    }

    @Property(tries = 1)
    void whatCannotBeComparedIsRefused() {
        // Given
        NDArray four = random(1, 4, 2);
        NDArray three = random(1, 3, 2);
        NDArray notFinite = four.mul(Double.POSITIVE_INFINITY);

        // Then
        assertThatThrownBy(() -> LinearCka.of(four, three))
                .hasMessage("expected activations of the same samples, at least 1, but got 4 and 3 samples");
        assertThatThrownBy(() -> new MinibatchCka().add(three, three))
                .hasMessage("expected activations of at least 4 samples, but got 3");
        assertThatThrownBy(() -> new MinibatchCka().add(four, random(1, 5, 2)))
                .hasMessage("expected activations of the same samples, but got 4 and 5 samples");
        assertThatThrownBy(() -> new CkaTable(List.of("one"), List.of("other"))
                        .add(Map.of("one", four), Map.of("other", notFinite), manager))
                .hasMessageStartingWith("layer 'other': expected finite activations");
        assertThatThrownBy(() -> LinearCka.of(notFinite, four)).hasMessageContaining("expected finite activations");
    }

    private static double exact(NDArray x, NDArray y) {
        return LinearCka.of(x, y).orElseThrow();
    }

    private static double inBatch(NDArray x, NDArray y) {
        MinibatchCka cka = new MinibatchCka();
        cka.add(x, y);
        return cka.value().orElseThrow();
    }

    private NDArray random(long seed, int rows, int columns) {
        return manager.create(new SplittableRandom(seed)
                        .doubles((long) rows * columns, -1, 1)
                        .toArray())
                .reshape(rows, columns);
    }
}
