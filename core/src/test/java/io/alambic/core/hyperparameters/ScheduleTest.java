package io.alambic.core.hyperparameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.LongRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

    private static final Offset<Float> ROUNDING = within(1e-6f);

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0.9", "5, 0.5", "9, 0.1", "10, 0", "11, 0", "1000000000000, 0"})
    void linearGoesInEqualPartsAndStaysAtItsEnd(long step, float expected) {
        assertThat(Schedule.parse("linear(1, 0, 10)").at(step)).isCloseTo(expected, ROUNDING);
    }

    @ParameterizedTest
    @CsvSource({"0, 4", "5, 3.5606602", "10, 2.5", "15, 1.4393398", "19, 1.0184675", "20, 1", "21, 1"})
    void cosineIsSlowAtBothEndsAndStaysAtItsEnd(long step, float expected) {
        assertThat(Schedule.parse("cosine(4, 1, 20)").at(step)).isCloseTo(expected, ROUNDING);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, Long.MAX_VALUE})
    void aNumberIsThatNumberAtEveryStep(long step) {
        assertThat(Schedule.parse(" 0.3 ").at(step)).isEqualTo(0.3f);
    }

    @Property
    void aValueLiesBetweenTheEndsAndNeverTurnsBack(
            @ForAll Schedule.Curve curve,
            @ForAll @FloatRange(min = -1e6f, max = 1e6f) float from,
            @ForAll @FloatRange(min = -1e6f, max = 1e6f) float to,
            @ForAll @LongRange(min = 1, max = 1_000_000) long steps,
            @ForAll @LongRange(min = 0, max = 1_000_001) long step) {
        // Given
        Schedule schedule = new Schedule(curve, from, to, steps);

        // When
        float value = schedule.at(step);

        // Then
        assertThat(value).isBetween(Math.min(from, to), Math.max(from, to));
        assertThat((schedule.at(step + 1) - value) * Math.signum(to - from) >= 0)
                .isTrue();
    }

    @Property
    void whatItPrintsIsReadAsTheSameSchedule(
            @ForAll Schedule.Curve curve,
            @ForAll @FloatRange(min = -1e6f, max = 1e6f) float from,
            @ForAll @FloatRange(min = -1e6f, max = 1e6f) float to,
            @ForAll @LongRange(min = 1) long steps,
            @ForAll @LongRange(min = 0) long step) {
        // Given
        Schedule schedule = new Schedule(curve, from, to, steps % (1L << 50) + 1);

        // Then
        assertThat(Schedule.parse(schedule.toString()).at(step)).isEqualTo(schedule.at(step));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "one",
                "linear",
                "linear()",
                "linear(1, 0)",
                "linear(1, 0, 0)",
                "linear(1, 0, -5)",
                "linear(1, 0, 1.5)",
                "linear(1, 0, x)",
                "linear(1, 0, 10",
                "step(1, 0, 10)",
                "0.5 0.4"
            })
    void whatIsNoScheduleIsRefused(String text) {
        assertThatThrownBy(() -> Schedule.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusalShowsWhatCameAndTheForms() {
        assertThatThrownBy(() -> Schedule.parse("step(1, 0, 10)"))
                .hasMessageContainingAll("step(1, 0, 10)", "a number", "linear(from, to, steps)", "cosine");
    }
}
