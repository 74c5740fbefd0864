package io.alambic.student.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.core.evaluate.PromotionRule;
import io.alambic.core.search.SearchSettings;
import io.alambic.student.TinyTask;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FailureCounterTest {

    private static final Duration REST = Duration.ofSeconds(10);

    private long now;
    private final FailureCounter failures = failures(REST);

    @Test
    void theLastOfSoManyRefusalsInARowIsOneTooMany() {
        assertThat(List.of(failures.rejected(), failures.rejected(), failures.rejected()))
                .containsExactly(false, false, true);
    }

    @Test
    void aPromotionForgivesEverything() {
        // Given
        failures.rejected();
        failures.rolledBack();
        failures.rejected();

        // When
        failures.promoted();

        // Then
        assertThat(failures.rejections()).isZero();
        assertThat(failures.rollBacks()).isZero();
        assertThat(failures.rolledBack()).isEqualTo(REST);
    }

    @Test
    void eachRestIsTwiceAsLongAsTheOneBeforeButNotForEver() {
        // When
        List<Duration> rests = Stream.generate(failures::rolledBack).limit(9).toList();

        // Then
        assertThat(rests.subList(0, 3)).containsExactly(REST, REST.multipliedBy(2), REST.multipliedBy(4));
        assertThat(rests.subList(6, 9)).containsOnly(REST.multipliedBy(64));
    }

    @Test
    void theRestIsOverWhenItsTimeIs() {
        // Given
        boolean before = failures.isResting();
        failures.rolledBack();

        // When
        now = REST.toNanos() - 1;
        boolean during = failures.isResting();
        now = REST.toNanos();

        // Then
        assertThat(before).isFalse();
        assertThat(during).isTrue();
        assertThat(failures.isResting()).isFalse();
    }

    @Test
    void noRestIsNone() {
        // Given
        FailureCounter restless = failures(Duration.ZERO);

        // When
        restless.rolledBack();

        // Then
        assertThat(restless.isResting()).isFalse();
    }

    private FailureCounter failures(Duration rest) {
        TrainerSettings settings = new TrainerSettings(
                TinyTask.candidate(),
                SearchSettings.off(TinyTask.candidate().hyperparameters()),
                new PromotionRule(0.1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                3,
                rest,
                UpkeepLimits.NONE,
                false);
        return new FailureCounter(settings, () -> now);
    }
}
