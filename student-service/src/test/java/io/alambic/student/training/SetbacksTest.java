package io.alambic.student.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.core.evaluate.PromotionRule;
import io.alambic.core.search.SearchSettings;
import io.alambic.student.TinyTask;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SetbacksTest {

    private static final Duration REST = Duration.ofSeconds(10);

    private long now;
    private final Setbacks setbacks = setbacks(REST);

    @Test
    void theLastOfSoManyRefusalsInARowIsOneTooMany() {
        assertThat(List.of(setbacks.rejected(), setbacks.rejected(), setbacks.rejected()))
                .containsExactly(false, false, true);
    }

    @Test
    void aPromotionForgivesEverything() {
        // Given
        setbacks.rejected();
        setbacks.rolledBack();
        setbacks.rejected();

        // When
        setbacks.promoted();

        // Then
        assertThat(setbacks.rejections()).isZero();
        assertThat(setbacks.rollBacks()).isZero();
        assertThat(setbacks.rolledBack()).isEqualTo(REST);
    }

    @Test
    void eachRestIsTwiceAsLongAsTheOneBeforeButNotForEver() {
        // When
        List<Duration> rests = Stream.generate(setbacks::rolledBack).limit(9).toList();

        // Then
        assertThat(rests.subList(0, 3)).containsExactly(REST, REST.multipliedBy(2), REST.multipliedBy(4));
        assertThat(rests.subList(6, 9)).containsOnly(REST.multipliedBy(64));
    }

    @Test
    void theRestIsOverWhenItsTimeIs() {
        // Given
        boolean before = setbacks.isResting();
        setbacks.rolledBack();

        // When
        now = REST.toNanos() - 1;
        boolean during = setbacks.isResting();
        now = REST.toNanos();

        // Then
        assertThat(before).isFalse();
        assertThat(during).isTrue();
        assertThat(setbacks.isResting()).isFalse();
    }

    @Test
    void noRestIsNone() {
        // Given
        Setbacks restless = setbacks(Duration.ZERO);

        // When
        restless.rolledBack();

        // Then
        assertThat(restless.isResting()).isFalse();
    }

    private Setbacks setbacks(Duration rest) {
        TrainerSettings settings = new TrainerSettings(
                TinyTask.candidate(),
                SearchSettings.off(TinyTask.candidate().dials()),
                new PromotionRule(0.1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                3,
                rest);
        return new Setbacks(settings, () -> now);
    }
}
