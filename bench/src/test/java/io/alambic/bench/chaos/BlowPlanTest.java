package io.alambic.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlowPlanTest {

    @Test
    void theSeedAloneDecides() {
        // Given
        BlowPlan plan = new BlowPlan(50, 6, 7, Duration.ZERO);

        // When
        List<Blow> again = new BlowPlan(50, 6, 7, Duration.ZERO).draw();

        // Then
        assertThat(plan.draw()).isEqualTo(again).isNotEqualTo(new BlowPlan(50, 6, 8, Duration.ZERO).draw());
    }

    @Test
    void fiftyBlowsHitEveryProcessInEveryWay() {
        // Given
        BlowPlan plan = new BlowPlan(50, 6, 42, Duration.ofSeconds(9));

        // When
        List<Blow> blows = plan.draw();

        // Then
        assertThat(blows)
                .filteredOn(blow -> blow.kind() == Blow.Kind.KILL || blow.kind() == Blow.Kind.FREEZE)
                .hasSize(50);
        assertThat(blows)
                .filteredOn(blow -> blow.kind() == Blow.Kind.OUTAGE)
                .singleElement()
                .satisfies(blow -> assertThat(blow.outage()).isEqualTo(Duration.ofSeconds(9)));
        assertThat(blows).extracting(Blow::victim).contains(0, 1, 2, 3, 4, 5);
        assertThat(blows).extracting(Blow::kind).contains(Blow.Kind.values());
    }

    @Test
    void aPlanWithoutBlowsIsRefused() {
        assertThatThrownBy(() -> new BlowPlan(0, 6, 1, Duration.ZERO))
                .hasMessage("at least 1 blow and 1 victim are needed, but there are 0 and 6");
    }
}
