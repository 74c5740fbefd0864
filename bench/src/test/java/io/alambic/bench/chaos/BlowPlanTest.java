package io.alambic.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class BlowPlanTest {

    @Test
    void theSeedAloneDecides() {
        // Given
        BlowPlan plan = new BlowPlan(50, 6, 7);

        // When
        List<Blow> again = new BlowPlan(50, 6, 7).draw();

        // Then
        assertThat(plan.draw()).isEqualTo(again).isNotEqualTo(new BlowPlan(50, 6, 8).draw());
    }

    @Test
    void fiftyBlowsHitEveryProcessInEveryWay() {
        // Given
        BlowPlan plan = new BlowPlan(50, 6, 42);

        // When
        List<Blow> blows = plan.draw();

        // Then
        assertThat(blows).filteredOn(blow -> blow.kind() != Blow.Kind.STOP).hasSize(50);
        assertThat(blows).extracting(Blow::victim).contains(0, 1, 2, 3, 4, 5);
        assertThat(blows).extracting(Blow::kind).contains(Blow.Kind.values());
    }

    @Test
    void aPlanWithoutBlowsIsRefused() {
        assertThatThrownBy(() -> new BlowPlan(0, 6, 1))
                .hasMessage("at least 1 blow and 1 victim are needed, but there are 0 and 6");
    }
}
