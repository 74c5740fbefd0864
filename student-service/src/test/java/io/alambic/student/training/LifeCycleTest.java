package io.alambic.student.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.student.training.LifeCycle.State;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifeCycleTest {

    private final LifeCycle life = new LifeCycle();

    @ParameterizedTest
    @CsvSource({
        "RESTORING, restored, TRAINING",
        "RESTORING, fail, FAILED",
        "RESTORING, stop, STOPPED",
        "TRAINING, pause, PAUSED",
        "TRAINING, fail, FAILED",
        "TRAINING, stop, STOPPED",
        "PAUSED, resume, TRAINING",
        "PAUSED, fail, FAILED",
        "PAUSED, stop, STOPPED",
        "FAILED, fail, FAILED",
        "FAILED, stop, FAILED",
        "STOPPED, stop, STOPPED",
    })
    void movesAsDrawn(State from, String move, State to) {
        // Given
        bringTo(from);

        // When
        move(move).accept(life);

        // Then
        assertThat(life.state()).isEqualTo(to);
    }

    @ParameterizedTest
    @CsvSource({
        "RESTORING, pause, PAUSED",
        "RESTORING, resume, TRAINING",
        "TRAINING, restored, TRAINING",
        "TRAINING, resume, TRAINING",
        "PAUSED, restored, TRAINING",
        "PAUSED, pause, PAUSED",
        "FAILED, restored, TRAINING",
        "FAILED, pause, PAUSED",
        "FAILED, resume, TRAINING",
        "STOPPED, restored, TRAINING",
        "STOPPED, pause, PAUSED",
        "STOPPED, resume, TRAINING",
        "STOPPED, fail, FAILED",
    })
    void refusesEveryOtherMove(State from, String move, State to) {
        // Given
        bringTo(from);

        // When
        assertThatThrownBy(() -> move(move).accept(life))
                // Then
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a trainer that is %s cannot become %s".formatted(from, to));
        assertThat(life.state()).isEqualTo(from);
    }

    @Test
    void keepsTheFirstReasonToFail() {
        // Given
        Throwable first = new IllegalStateException("the first");
        life.fail(first);

        // When
        life.fail(new IllegalStateException("the second"));

        // Then
        assertThat(life.failure()).containsSame(first);
    }

    private void bringTo(State state) {
        switch (state) {
            case RESTORING -> {}
            case TRAINING -> life.restored();
            case PAUSED -> {
                life.restored();
                life.pause();
            }
            case FAILED -> life.fail(new IllegalStateException("a test"));
            case STOPPED -> life.stop();
        }
    }

    private static Consumer<LifeCycle> move(String name) {
        return switch (name) {
            case "restored" -> LifeCycle::restored;
            case "pause" -> LifeCycle::pause;
            case "resume" -> LifeCycle::resume;
            case "fail" -> life -> life.fail(new IllegalStateException("another"));
            case "stop" -> LifeCycle::stop;
            default -> throw new IllegalArgumentException(name);
        };
    }
}
