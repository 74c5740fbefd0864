package io.alambic.student.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.student.registry.FakeNetwork;
import io.alambic.student.registry.ServedModel;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TrialTest {

    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final CanarySettings SETTINGS = new CanarySettings(0.1, 0, 0.9, 100, WINDOW);

    private final Trial trial = new Trial(new ServedModel(FakeNetwork.quick(), 2, 2, 0), SETTINGS, 1000);

    @Test
    void isUndecidedBeforeThereAreEnoughSamples() {
        // When
        trial.compared(99, 99, true);

        // Then
        assertThat(trial.outcome(1000)).isEmpty();
    }

    @Test
    void promotesWhereTheClassesAgreeOftenEnough() {
        // When
        trial.compared(100, 90, true);

        // Then
        assertThat(trial.outcome(1000).orElseThrow().promoted()).isTrue();
    }

    @Test
    void withdrawsWhereTheyDoNotAndSaysHowOften() {
        // When
        trial.compared(100, 89, true);

        // Then
        Trial.Outcome outcome = trial.outcome(1000).orElseThrow();
        assertThat(outcome.promoted()).isFalse();
        assertThat(outcome.reason()).contains("0.8900 of 100 samples, and has to on 0.9");
    }

    @Test
    void withdrawsAtOnceWhereALogitIsNotFinite() {
        // When
        trial.compared(1, 1, false);

        // Then
        assertThat(trial.outcome(1000).orElseThrow()).isEqualTo(new Trial.Outcome(false, "an answer is not finite"));
    }

    @Test
    void decidesAtTheEndOfTheWindowByWhatThereIs() {
        // Given
        long end = 1000 + WINDOW.toNanos();
        boolean undecided = trial.outcome(end - 1).isEmpty();
        boolean idle = trial.outcome(end).orElseThrow().promoted();

        // When
        trial.compared(10, 5, true);

        // Then
        assertThat(undecided).isTrue();
        assertThat(idle).isTrue();
        assertThat(trial.outcome(end).orElseThrow().promoted()).isFalse();
    }

    @Test
    void aShareIsTakenEvenly() {
        // Given
        Share quarter = new Share(0.25);
        StringBuilder taken = new StringBuilder();

        // When
        for (int i = 0; i < 8; i++) {
            taken.append(quarter.takes(1) ? 'x' : '.');
        }

        // Then
        assertThat(taken).hasToString("...x...x");
        assertThat(new Share(1).takes(7)).isTrue();
        assertThat(new Share(0).takes(1)).isFalse();
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new CanarySettings(1.5, 0, 1, 1, WINDOW)).hasMessageContaining("canary share");
        assertThatThrownBy(() -> new CanarySettings(0, Double.NaN, 1, 1, WINDOW))
                .hasMessageContaining("shadow share");
        assertThatThrownBy(() -> new CanarySettings(0, 0, 1, 0, WINDOW)).hasMessageContaining("canary samples");
        assertThatThrownBy(() -> new CanarySettings(0, 0, 1, 1, Duration.ZERO)).hasMessageContaining("canary window");
    }
}
