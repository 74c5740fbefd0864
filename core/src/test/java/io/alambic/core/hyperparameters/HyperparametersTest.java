package io.alambic.core.hyperparameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.core.cost.Temperature;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HyperparametersTest {

    private static final Hyperparameters FIXED = Hyperparameters.fixed(0.5f, 0.5f, 0, new Temperature(4), 0.002f);

    @Test
    void oneHyperparameterIsSetAnewAndTheOthersStay() {
        // When
        Hyperparameters changed = FIXED.with(Hyperparameter.LAMBDA2, Schedule.linear(0.5f, 0, 100));

        // Then
        assertThat(changed.at(Hyperparameter.LAMBDA2, 50)).isEqualTo(0.25f);
        assertThat(changed.at(Hyperparameter.TEMPERATURE, 50)).isEqualTo(4);
        assertThat(FIXED.at(Hyperparameter.LAMBDA2, 50)).isEqualTo(0.5f);
    }

    @ParameterizedTest
    @EnumSource(Hyperparameter.class)
    void aHyperparameterIsFoundByItsKey(Hyperparameter hyperparameter) {
        assertThat(Hyperparameter.named(hyperparameter.key())).contains(hyperparameter);
        assertThat(Hyperparameter.named(hyperparameter.name())).isEmpty();
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
    void valueThatCannotBeLearnedWithIsRefusedByName(Hyperparameter hyperparameter, String schedule) {
        assertThatThrownBy(() -> FIXED.with(hyperparameter, Schedule.parse(schedule)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(hyperparameter.words());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0 | at the begin", "linear(0, 1, 10) | at the begin", "linear(1, 0, 10) | in the end"})
    void nothingToLearnFromAtAnEndIsRefused(String lambda1, String when) {
        // Given
        Hyperparameters output = FIXED.with(Hyperparameter.LAMBDA2, Schedule.constant(0));

        // Then
        assertThatThrownBy(() -> output.with(Hyperparameter.LAMBDA1, Schedule.parse(lambda1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(when);
    }

    @Test
    void aRateThatFallsToNothingIsAllowed() {
        assertThat(FIXED.with(Hyperparameter.LEARNING_RATE, Schedule.linear(0.1f, 0, 10))
                        .at(Hyperparameter.LEARNING_RATE, 10))
                .isZero();
    }

    @Test
    void hyperparametersThatAreNotAllSetAreRefused() {
        assertThatThrownBy(() -> new Hyperparameters(Map.of(Hyperparameter.LAMBDA1, Schedule.constant(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("LAMBDA1");
    }
}
