package io.alambic.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.chaos.cluster.InferenceCalls;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChaosReportTest {

    private static final InferenceCalls GOOD = new InferenceCalls(1_000, 20, 2, 0, 0, 0);

    @Test
    void aRunInWhichEverythingAddsUpHasNoFaults() {
        // Given
        ChaosReport report = report(0, 0, 0, 0, 2, 0, 93, 5, List.of(), List.of(), GOOD, List.of());

        // Then
        assertThat(report.faults()).isEmpty();
        assertThat(report.text())
                .contains("samples of knowledge 100 = trained 93 + held out 5 + given up 2")
                .contains("inference calls answered 1,000, tried again 20, broken off by kills 2, failed 0")
                .contains("nothing lost, nothing doubled");
    }

    @Test
    void everyWayToLoseOrDoubleIsAFaultOfItsOwn() {
        // Given
        ChaosReport report = report(
                1,
                2,
                5,
                6,
                3,
                4,
                95,
                6,
                List.of("alambic.knowledge-0"),
                List.of("alambic.knowledge-1"),
                new InferenceCalls(0, 1, 7, 2, 3, 4),
                List.of("teacher-1 had ended"));

        // Then
        assertThat(report.faults())
                .containsExactly(
                        "1 acknowledged samples have no knowledge",
                        "2 samples have knowledge more than once",
                        "5 samples have knowledge that should have none",
                        "6 samples were taught with other bytes",
                        "4 sample records or odd samples met two fates",
                        "2 dead letters expected of malformed records and samples, but 3 came",
                        "100 samples of knowledge, but 95 trained, 6 held out and 2 given up",
                        "the student's lineage ends before the knowledge of [alambic.knowledge-0]",
                        "the digest in the student's lineage is not that of [alambic.knowledge-1]",
                        "no inference call was answered",
                        "2 inference calls failed, not because the student was away",
                        "3 inference calls were taken, but not answered by a student that was stopped",
                        "4 inference calls were not answered while the brokers were away",
                        "teacher-1 had ended");
        assertThat(report.text()).contains("WRONG: ").doesNotContain("nothing lost");
    }

    private static ChaosReport report(
            long missing,
            long doubled,
            long unexpected,
            long altered,
            long deadLetters,
            long repeated,
            long trained,
            long heldOut,
            List<String> unread,
            List<String> unproven,
            InferenceCalls inference,
            List<String> disorder) {
        return new ChaosReport(
                1,
                Map.of("student kill", 1),
                100,
                missing,
                doubled,
                unexpected,
                altered,
                17,
                2,
                deadLetters,
                repeated,
                100,
                trained,
                heldOut,
                2,
                unread,
                unproven,
                inference,
                disorder);
    }
}
