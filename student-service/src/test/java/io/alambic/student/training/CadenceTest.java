package io.alambic.student.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CadenceTest {

    private static final long SECOND = 1_000_000_000;
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private long now;

    @Test
    void upkeepThatTakesLittleKeepsItsInterval() {
        // Given
        Cadence cadence = new Cadence(INTERVAL, new UpkeepLimits(0.05, 1000), () -> now);

        // When
        cadence.took(SECOND / 1000, 10);

        // Then
        now = SECOND - 1;
        assertThat(cadence.isDue()).isFalse();
        now = SECOND;
        assertThat(cadence.isDue()).isTrue();
    }

    @Test
    void upkeepThatWritesMuchWaitsForItsBytes() {
        // Given
        Cadence cadence = new Cadence(INTERVAL, new UpkeepLimits(1, 1000), () -> now);

        // When
        cadence.took(10 * SECOND, 5000);

        // Then
        now = 5 * SECOND - 1;
        assertThat(cadence.isDue()).isFalse();
        now = 5 * SECOND;
        assertThat(cadence.isDue()).isTrue();
    }

    @Property
    void twoKindsTogetherTakeTheirShareOfTheTimeAtMost(
            @ForAll @IntRange(min = 1, max = 100) int percent,
            @ForAll @IntRange(min = 1, max = 5_000) int publicationMillis,
            @ForAll @IntRange(min = 1, max = 20_000) int checkpointMillis) {
        // Given
        now = 0;
        UpkeepLimits limits = new UpkeepLimits(percent / 101.0, Long.MAX_VALUE);
        Cadence publications = new Cadence(INTERVAL, limits.half(), () -> now);
        Cadence checkpoints = new Cadence(INTERVAL, limits.half(), () -> now);

        // When
        long busy = 0;
        long until = 1_000 * SECOND * 100 / percent;
        while (now < until) {
            busy += piece(publications, publicationMillis * SECOND / 1000);
            busy += piece(checkpoints, checkpointMillis * SECOND / 1000);
            now += SECOND / 10;
        }

        // Then: the first of each does not know yet what it takes
        long first = (publicationMillis + checkpointMillis) * SECOND / 1000;
        assertThat((double) (busy - first) / now).isLessThanOrEqualTo(limits.share());
    }

    private long piece(Cadence cadence, long nanos) {
        if (!cadence.isDue()) {
            return 0;
        }
        cadence.restart();
        now += nanos;
        cadence.took(nanos, 0);
        return nanos;
    }
}
