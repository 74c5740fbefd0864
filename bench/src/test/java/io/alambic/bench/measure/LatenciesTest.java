package io.alambic.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LatenciesTest {

    private static final double THREE_DIGITS = 1e-3;

    private final Latencies latencies = new Latencies();

    @BeforeEach
    void recordOneToAHundredMicros() {
        for (long micros = 100; micros > 0; micros--) {
            latencies.record(1000 * micros);
        }
    }

    @ParameterizedTest
    @CsvSource({"0.001, 1", "0.5, 50", "0.501, 51", "0.99, 99", "1, 100"})
    void aShareOfTheCallsIsAtMostThatSlow(double share, double expected) {
        // When
        double latency = latencies.micros(share);

        // Then
        assertThat(latency).isCloseTo(expected, within(THREE_DIGITS * expected));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, 1.01, Double.NaN})
    void aShareOutsideItsRangeIsRefused(double share) {
        assertThatThrownBy(() -> latencies.micros(share)).hasMessageContaining("share must be above 0");
    }

    @Test
    void noCallsHaveNoLatencies() {
        assertThatThrownBy(() -> new Latencies().micros(0.5)).hasMessage("no calls, no latencies");
    }
}
