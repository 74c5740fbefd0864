package io.alambic.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultPlanTest {

    @Test
    void theSeedAloneDecides() {
        // Given
        FaultPlan plan = new FaultPlan(50, 7, Duration.ZERO);

        // When
        List<Fault> again = new FaultPlan(50, 7, Duration.ZERO).draw(6);

        // Then
        assertThat(plan.draw(6)).isEqualTo(again).isNotEqualTo(new FaultPlan(50, 8, Duration.ZERO).draw(6));
    }

    @Test
    void fiftyFaultsHitEveryProcessInEveryWay() {
        // Given
        FaultPlan plan = new FaultPlan(50, 42, Duration.ofSeconds(9));

        // When
        List<Fault> faults = plan.draw(6);

        // Then
        assertThat(faults)
                .filteredOn(fault -> fault.kind() == Fault.Kind.KILL || fault.kind() == Fault.Kind.FREEZE)
                .hasSize(50);
        assertThat(faults)
                .filteredOn(fault -> fault.kind() == Fault.Kind.OUTAGE)
                .singleElement()
                .satisfies(fault -> assertThat(fault.outage()).isEqualTo(Duration.ofSeconds(9)));
        assertThat(faults).extracting(Fault::process).contains(0, 1, 2, 3, 4, 5);
        assertThat(faults).extracting(Fault::kind).contains(Fault.Kind.values());
    }

    @Test
    void aPlanWithoutFaultsIsRefused() {
        assertThatThrownBy(() -> new FaultPlan(0, 1, Duration.ZERO))
                .hasMessage("at least 1 fault is needed, but there are 0");
    }
}
