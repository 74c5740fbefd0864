package io.alambic.core.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;

/** Published values are those of Google's dp_accounting, rdp_privacy_accountant_test.py, and of TensorFlow Privacy. */
class RdpCurveTest {

    private static final double DELTA = 1e-6;

    @Example
    void epsilonOfAGaussianIsThePublishedOne() {
        // Given
        double[] orders =
                IntStream.range(1010, 100_000).mapToDouble(i -> i * 0.001).toArray();

        // When
        double epsilon = RdpCurve.gaussian(orders, 1, 4.530877117).epsilon(DELTA);

        // Then
        assertThat(epsilon).isCloseTo(1, within(1e-7));
        assertThat(RdpCurve.gaussian(1, 4.530877117).epsilon(DELTA)).isBetween(1.0, 1.001);
    }

    @Example
    void epsilonOfPureDifferentialPrivacyIsThePublishedOne() {
        // Given
        double[] orders = IntStream.range(2, 33).asDoubleStream().toArray();
        double[] divergences = new double[orders.length];
        Arrays.fill(divergences, 1.1);

        // When, Then
        assertThat(new RdpCurve(orders, divergences).epsilon(1e-5)).isCloseTo(1.32783806176, within(1e-10));
    }

    @Example
    void theDivergenceOfAGaussianIsThePublishedOne() {
        // Given
        double[] orders = {3.14159, 20};

        // When, Then
        assertThat(RdpCurve.gaussian(orders, 1, 2.71828).at(3.14159))
                .isCloseTo(3.14159 / (2 * 2.71828 * 2.71828), within(1e-12));
        assertThat(RdpCurve.gaussian(orders, 1, 10).at(20)).isCloseTo(0.1, within(1e-12));
        assertThat(RdpCurve.gaussian(orders, 1, 2.71828)
                        .plus(RdpCurve.gaussian(orders, 1, 6.28319))
                        .at(3.14159))
                .isCloseTo(3.14159 / (2 * 2.71828 * 2.71828) + 3.14159 / (2 * 6.28319 * 6.28319), within(1e-12));
    }

    @Property
    void moreReleasesCostMoreAndMoreNoiseCostsLess(
            @ForAll @DoubleRange(min = 0.5, max = 500) double sigma,
            @ForAll @IntRange(min = 1, max = 10_000) int count) {
        // Given
        RdpCurve one = RdpCurve.gaussian(1, sigma);

        // When
        double epsilon = one.times(count).epsilon(DELTA);

        // Then
        assertThat(one.times(count + 1L).epsilon(DELTA)).isGreaterThanOrEqualTo(epsilon);
        assertThat(RdpCurve.gaussian(1, sigma * 1.1).times(count).epsilon(DELTA))
                .isLessThanOrEqualTo(epsilon);
        assertThat(one.times(count).epsilon(DELTA * 10)).isLessThanOrEqualTo(epsilon);
    }

    @Property
    void manyReleasesAreOneOfLessNoise(
            @ForAll @DoubleRange(min = 0.5, max = 500) double sigma,
            @ForAll @IntRange(min = 1, max = 10_000) int count) {
        // When
        double composed = RdpCurve.gaussian(1, sigma).times(count).epsilon(DELTA);

        // Then
        assertThat(composed)
                .isCloseTo(RdpCurve.gaussian(1, sigma / Math.sqrt(count)).epsilon(DELTA), within(1e-9));
    }

    /** For ρ = Δ² / 2σ², ε is at most ρ + 2 √(ρ ln 1/δ) (Bun, Steinke 2016, arXiv:1605.02065, proposition 1.3). */
    @Property
    void theOrdersAreDenseEnough(@ForAll @DoubleRange(min = 1e-5, max = 10) @Scale(6) double rho) {
        // Given
        double bound = rho + 2 * Math.sqrt(rho * Math.log(1 / DELTA));

        // When, Then
        assertThat(RdpCurve.gaussian(Math.sqrt(2 * rho), 1).epsilon(DELTA))
                .isPositive()
                .isLessThan(bound);
    }

    @Example
    void nothingCostsNothing() {
        // When, Then
        assertThat(RdpCurve.ZERO.epsilon(DELTA)).isZero();
    }
}
