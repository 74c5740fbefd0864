package io.alambic.teacher.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlSettingTest {

    private static final TeachingRate CONFIGURED = new TeachingRate(0.75);

    private final Settings settings = new Settings();
    private final ControlSetting<TeachingRate> setting =
            new ControlSetting<>(settings, ControlSetting.TEACHING_RATE, CONFIGURED, TeachingRate::new);

    @Test
    void isTheConfiguredRateUntilSomebodySetsOne() {
        assertThat(setting.current()).isEqualTo(CONFIGURED);
    }

    @Test
    void followsTheTopic() {
        // Given
        settings.set("0.5");
        assertThat(setting.current().value()).isEqualTo(0.5);

        // When
        settings.set(" 0.25\n");

        // Then
        assertThat(setting.current().value()).isEqualTo(0.25);
    }

    @Test
    void isTheConfiguredRateAgainOnceTheSettingIsDeleted() {
        // Given
        settings.set("0");
        assertThat(setting.current().value()).isZero();

        // When
        settings.remove();

        // Then
        assertThat(setting.current()).isEqualTo(CONFIGURED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "often", "1.5", "-1", "NaN", "0,5", "\u0000\u0001"})
    void whatIsNoRateChangesNothing(String text) {
        // Given
        settings.set("0.5");
        assertThat(setting.current().value()).isEqualTo(0.5);

        // When
        settings.set(text);

        // Then
        assertThat(setting.current().value()).isEqualTo(0.5);
    }
}
