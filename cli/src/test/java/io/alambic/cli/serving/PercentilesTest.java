package io.alambic.cli.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PercentilesTest {

    @Test
    void tellsTheNearestRank() {
        // Given
        Percentiles percentiles = new Percentiles();
        for (int i = 2000; i >= 1; i--) {
            percentiles.add(i);
        }

        // Then
        assertThat(percentiles.at(0.5)).hasValue(1000);
        assertThat(percentiles.at(0.99)).hasValue(1980);
        assertThat(percentiles.at(1)).hasValue(2000);
        assertThat(percentiles.size()).isEqualTo(2000);
    }

    @Test
    void hasNothingToTellAboutNothing() {
        assertThat(new Percentiles().at(0.5)).isEmpty();
        assertThatThrownBy(() -> new Percentiles().at(0)).hasMessageContaining("but is 0.0");
    }

    @Property
    void atLeastTheShareDoesNotExceedIt(
            @ForAll @Size(min = 1, max = 50) List<@DoubleRange(min = -5, max = 5) Double> values,
            @ForAll @DoubleRange(min = 0.01, max = 1) double share) {
        // Given
        Percentiles percentiles = new Percentiles();
        values.forEach(percentiles::add);

        // When
        double at = percentiles.at(share).orElseThrow();

        // Then
        assertThat((double) values.stream().filter(value -> value <= at).count())
                .isGreaterThanOrEqualTo(share * values.size());
        assertThat((double) values.stream().filter(value -> value < at).count()).isLessThan(share * values.size());
    }
}
