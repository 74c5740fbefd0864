package io.alambic.core.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiscreteGaussianTest {

    private static final int DRAWS = 40_000;

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 1, 2.5, 7.25})
    void numbersComeAsOftenAsTheirProbability(double sigma) {
        // Given
        DiscreteGaussian noise = new DiscreteGaussian(sigma, new Random(1));
        int reach = (int) Math.ceil(4 * sigma);
        double all = 0;
        for (int x = -100; x <= 100; x++) {
            all += weight(x, sigma);
        }

        // When
        Map<Long, Integer> drawn = new HashMap<>();
        for (int i = 0; i < DRAWS; i++) {
            drawn.merge(noise.next(), 1, Integer::sum);
        }

        // Then
        for (int x = -reach; x <= reach; x++) {
            double expected = DRAWS * weight(x, sigma) / all;
            double tolerance = 4.5 * Math.sqrt(expected) + 2;
            assertThat((double) drawn.getOrDefault((long) x, 0)).isBetween(expected - tolerance, expected + tolerance);
        }
    }

    private static double weight(int x, double sigma) {
        return Math.exp(-1.0 * x * x / (2 * sigma * sigma));
    }

    @Test
    void largeNoiseHasItsStandardDeviation() {
        // Given
        DiscreteGaussian noise = new DiscreteGaussian(150.125, new Random(2));

        // When
        double squares = 0;
        double sum = 0;
        for (int i = 0; i < DRAWS; i++) {
            double drawn = noise.next();
            squares += drawn * drawn;
            sum += drawn;
        }

        // Then
        assertThat(Math.sqrt(squares / DRAWS)).isBetween(148.0, 152.3);
        assertThat(sum / DRAWS).isBetween(-3.0, 3.0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void whatIsNoDeviationIsRefused(double sigma) {
        // When, Then
        assertThatThrownBy(() -> new DiscreteGaussian(sigma, new Random(3)))
                .hasMessage("expected a standard deviation greater than 0, but got " + sigma);
    }
}
