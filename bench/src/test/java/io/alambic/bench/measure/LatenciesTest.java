package io.alambic.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LatenciesTest {

    @ParameterizedTest
    @CsvSource({"0.001, 1", "0.5, 50", "0.501, 51", "0.99, 99", "1, 100"})
    void aShareOfTheCallsIsAtMostThatSlow(double share, double expected) {
        // Given
        Latencies latencies = new Latencies(
                IntStream.rangeClosed(1, 100).mapToDouble(i -> 101 - i).toArray());

        // When
        double latency = latencies.at(share);

        // Then
        assertThat(latency).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, 1.01, Double.NaN})
    void aShareOutsideItsRangeIsRefused(double share) {
        assertThatThrownBy(() -> new Latencies(1).at(share)).hasMessageContaining("share must be above 0");
    }

    @Test
    void noCallsHaveNoLatencies() {
        assertThatThrownBy(Latencies::new).hasMessage("no calls, no latencies");
    }
}
