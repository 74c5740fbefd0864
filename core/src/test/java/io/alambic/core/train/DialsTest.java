package io.alambic.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.core.cost.Temperature;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DialsTest {

    private static final Dials DIALS = Dials.fixed(0.5f, 0.5f, 0, new Temperature(4), 0.002f);

    @Test
    void oneDialIsSetAnewAndTheOthersStay() {
        // When
        Dials changed = DIALS.with(Dial.LAMBDA2, Schedule.linear(0.5f, 0, 100));

        // Then
        assertThat(changed.at(Dial.LAMBDA2, 50)).isEqualTo(0.25f);
        assertThat(changed.at(Dial.TEMPERATURE, 50)).isEqualTo(4);
        assertThat(DIALS.at(Dial.LAMBDA2, 50)).isEqualTo(0.5f);
    }

    @ParameterizedTest
    @EnumSource(Dial.class)
    void aDialIsFoundByItsKey(Dial dial) {
        assertThat(Dial.named(dial.key())).contains(dial);
        assertThat(Dial.named(dial.name())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LAMBDA1       | -0.1",
                "LAMBDA2       | 1e99",
                "LAMBDA3       | linear(0, -1, 10)",
                "TEMPERATURE   | 0",
                "TEMPERATURE   | cosine(4, 0, 10)",
                "TEMPERATURE   | -1e99",
                "LEARNING_RATE | 0",
                "LEARNING_RATE | -1"
            })
    void valueThatCannotBeLearnedWithIsRefusedByName(Dial dial, String schedule) {
        assertThatThrownBy(() -> DIALS.with(dial, Schedule.parse(schedule)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(dial.words());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0 | at the begin", "linear(0, 1, 10) | at the begin", "linear(1, 0, 10) | in the end"})
    void nothingToLearnFromAtAnEndIsRefused(String lambda1, String when) {
        // Given
        Dials output = DIALS.with(Dial.LAMBDA2, Schedule.constant(0));

        // Then
        assertThatThrownBy(() -> output.with(Dial.LAMBDA1, Schedule.parse(lambda1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(when);
    }

    @Test
    void aRateThatFallsToNothingIsAllowed() {
        assertThat(DIALS.with(Dial.LEARNING_RATE, Schedule.linear(0.1f, 0, 10)).at(Dial.LEARNING_RATE, 10))
                .isZero();
    }

    @Test
    void dialsThatAreNotAllSetAreRefused() {
        assertThatThrownBy(() -> new Dials(Map.of(Dial.LAMBDA1, Schedule.constant(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("LAMBDA1");
    }
}
