package io.alambic.student.training;

import static io.alambic.student.batch.Samples.K0;
import static io.alambic.student.batch.Samples.K1;
import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.checkpoint.RecordsRead;
import io.alambic.core.checkpoint.TaughtBy;
import io.alambic.student.batch.LineageDelta;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final RecordsRead SEVENTH = RecordsRead.of(6, null);
    private static final RecordsRead EIGHTH = RecordsRead.of(7, null);
    private static final List<TaughtBy> TAUGHT = List.of(TaughtBy.alone("resnet", "1"));
    private static final Lineage BEFORE = lineage(10, 100, 5, 3, 1000, 7, SEVENTH, List.of());

    private final Progress progress = new Progress(BEFORE);

    @Test
    void growsByWhatABatchHolds() {
        // When
        progress.learned(11, new LineageDelta(true, 8, 1, 2000, Map.of(K0, 9L), Map.of(K0, EIGHTH), "", TAUGHT));

        // Then
        assertThat(progress.lineage()).isEqualTo(lineage(11, 108, 6, 3, 2000, 9, SEVENTH.then(EIGHTH), TAUGHT));
        assertThat(progress.isAtBoundary()).isTrue();
    }

    @Test
    void isAtNoBoundaryWithinARecord() {
        // When
        progress.learned(11, new LineageDelta(false, 8, 0, 2000, Map.of(), Map.of(), "", TAUGHT));

        // Then
        assertThat(progress.isAtBoundary()).isFalse();
    }

    @Test
    void neverGetsOlder() {
        // When
        progress.learned(11, new LineageDelta(true, 1, 0, 500, Map.of(K1, 4L), Map.of(), "", TAUGHT));

        // Then
        assertThat(progress.newestEventTimeMs()).isEqualTo(1000);
    }

    @Test
    void givesUpWhatTheCandidateOnlyPassed() {
        // When
        progress.passed(new LineageDelta(true, 8, 2, 2000, Map.of(K0, 8L), Map.of(), "", TAUGHT));

        // Then
        assertThat(progress.lineage()).isEqualTo(lineage(10, 100, 7, 3 + 8, 1000, 8, SEVENTH, TAUGHT));
    }

    @Test
    void goesBackToTheWeightsOfACheckpointButNotToItsOffsetsAndGivesUpWhatLiesBetween() {
        // Given
        progress.learned(11, new LineageDelta(true, 8, 1, 2000, Map.of(K0, 9L), Map.of(K0, EIGHTH), "", TAUGHT));

        // When
        progress.rolledBack(BEFORE);

        // Then
        assertThat(progress.lineage()).isEqualTo(lineage(10, 100, 6, 3 + 8, 1000, 9, SEVENTH.then(EIGHTH), TAUGHT));
    }

    @Test
    void beginsOffsetsAndDigestsAnewWithAnotherTopic() {
        // Given
        Progress known = new Progress(new Lineage(
                10, 100, 5, 3, 1000, new TreeMap<>(Map.of("k-0", 8L, "k-1", 3L)), new TreeMap<>(), "first", List.of()));

        // When
        known.learned(11, new LineageDelta(true, 8, 1, 2000, Map.of(K0, 1L), Map.of(K0, EIGHTH), "second", TAUGHT));

        // Then
        assertThat(known.lineage())
                .isEqualTo(new Lineage(
                        11,
                        108,
                        6,
                        3,
                        2000,
                        new TreeMap<>(Map.of("k-0", 1L)),
                        new TreeMap<>(Map.of("k-0", EIGHTH)),
                        "second",
                        TAUGHT));
    }

    private static Lineage lineage(
            long step,
            long trained,
            long heldOut,
            long givenUp,
            long newest,
            long next,
            RecordsRead read,
            List<TaughtBy> teachers) {
        return new Lineage(
                step,
                trained,
                heldOut,
                givenUp,
                newest,
                new TreeMap<>(Map.of("k-0", next, "k-1", 3L)),
                new TreeMap<>(Map.of("k-0", read)),
                "",
                teachers);
    }
}
