package io.alambic.chaos.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.launch.Footprint;
import io.alambic.launch.Footprint.Quantity;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SoakReportTest {

    private static final long MEBI = 1 << 20;

    @Test
    void whatGrowsOnlyWhileItWarmsUpIsFlat() {
        // Given
        SoakReport report = report(10, 60, 100, 100, 101, 103);

        // Then
        assertThat(report.faults()).isEmpty();
        assertThat(report.text()).contains("nothing grew").contains("student");
    }

    @Test
    void whatGoesOnGrowingIsAFaultOfEachQuantity() {
        // Given
        SoakReport report = report(10, 60, 100, 150, 200, 250);

        // Then
        assertThat(report.faults())
                .containsExactly(
                        "student: live heap grew from 157,286,400 to 262,144,000",
                        "student: resident memory grew from 157,286,400 to 262,144,000",
                        "student: open files grew from 150 to 250",
                        "student: threads grew from 150 to 250");
        assertThat(report.text()).contains("WRONG: ").doesNotContain("nothing grew");
    }

    @Test
    void callsThatFailAndARunInWhichNothingHappenedAreFaults() {
        assertThat(new SoakReport(1, Map.of(), 10, 10, 2).faults()).containsExactly("2 inference calls failed");
        assertThat(new SoakReport(1, Map.of(), 0, 10, 0).faults()).hasSize(1);
    }

    private static SoakReport report(long... figures) {
        List<Footprint> looks = LongStream.of(figures)
                .mapToObj(figure -> new Footprint(Map.of(
                        Quantity.HEAP,
                        figure * MEBI,
                        Quantity.RESIDENT,
                        figure * MEBI,
                        Quantity.FILES,
                        figure,
                        Quantity.THREADS,
                        figure)))
                .toList();
        return new SoakReport(1, Map.of("student", looks), 10, 10, 0);
    }
}
