package io.alambic.student.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.core.checkpoint.Lineage;
import io.alambic.student.batch.LineageDelta;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final Lineage BEFORE = new Lineage(10, 100, 5, 1000, new TreeMap<>(Map.of("k-0", 7L, "k-1", 3L)));

    private final Progress progress = new Progress(BEFORE);

    @Test
    void growsByWhatABatchHolds() {
        // When
        progress.learned(11, new LineageDelta(true, 2, 8, 1, 2000, Map.of("k-0", 9L)));

        // Then
        assertThat(progress.lineage())
                .isEqualTo(new Lineage(11, 108, 6, 2000, new TreeMap<>(Map.of("k-0", 9L, "k-1", 3L))));
        assertThat(progress.isAtBoundary()).isTrue();
    }

    @Test
    void isAtNoBoundaryWithinARecord() {
        // When
        progress.learned(11, new LineageDelta(false, 0, 8, 0, 2000, Map.of()));

        // Then
        assertThat(progress.isAtBoundary()).isFalse();
    }

    @Test
    void neverGetsOlder() {
        // When
        progress.learned(11, new LineageDelta(true, 1, 1, 0, 500, Map.of("k-1", 4L)));

        // Then
        assertThat(progress.newestEventTimeMs()).isEqualTo(1000);
    }

    @Test
    void countsNothingAsTrainedThatTheCandidateOnlyPassed() {
        // When
        progress.passed(new LineageDelta(true, 1, 8, 2, 2000, Map.of("k-0", 8L)));

        // Then
        assertThat(progress.lineage())
                .isEqualTo(new Lineage(10, 100, 7, 1000, new TreeMap<>(Map.of("k-0", 8L, "k-1", 3L))));
    }

    @Test
    void goesBackToTheWeightsOfACheckpointButNotToItsOffsets() {
        // Given
        progress.learned(11, new LineageDelta(true, 1, 8, 1, 2000, Map.of("k-0", 9L)));

        // When
        progress.rolledBack(BEFORE);

        // Then
        assertThat(progress.lineage())
                .isEqualTo(new Lineage(10, 100, 6, 1000, new TreeMap<>(Map.of("k-0", 9L, "k-1", 3L))));
    }
}
