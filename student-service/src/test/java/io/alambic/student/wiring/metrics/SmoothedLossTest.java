package io.alambic.student.wiring.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SmoothedLossTest {

    private final SmoothedLoss loss = new SmoothedLoss();

    @Test
    void isUnknownBeforeTheFirstValue() {
        assertThat(loss.value()).isNaN();
    }

    @Test
    void beginsWithTheFirstValueAndFollowsByASixteenth() {
        // Given
        loss.add(1);

        // When
        loss.add(17);

        // Then
        assertThat(loss.value()).isCloseTo(2, within(1e-12));
    }
}
