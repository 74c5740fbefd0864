package io.alambic.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.cli.UserError;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

    @Test
    void refusesWhatCannotBeDone() {
        assertThatThrownBy(() -> settings(0, 64, 0.5, 4))
                .isInstanceOf(UserError.class)
                .hasMessage("--samples must be at least 1, but is 0.");
        assertThatThrownBy(() -> settings(1, 4096, 0.5, 4)).hasMessageStartingWith("--in-flight must be at least 4096");
        assertThatThrownBy(() -> settings(1, 64, -1, 4)).hasMessageStartingWith("--lambda1 must be at least 0");
        assertThatThrownBy(() -> settings(1, 64, Double.NaN, 4)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> settings(1, 64, 0.5, 0))
                .hasMessage("--temperature must be above 0 and finite, but is 0.0.");
    }

    @Test
    void theLabelsOnlyStudentDiffersInItsCostAlone() {
        // Given
        Settings settings = settings(1, 64, 0.5, 4);

        // When
        Map<String, String> distilled = new StudentPlan("student", true, settings, 28, 28, 10).properties();
        Map<String, String> labels = new StudentPlan("student", false, settings, 28, 28, 10).properties();

        // Then
        assertThat(distilled)
                .containsEntry("alambic.student.lambda1", "0.5")
                .containsEntry("alambic.student.lambda3", "0")
                .containsEntry("alambic.student.model.input", "1x28x28");
        assertThat(labels)
                .containsEntry("alambic.student.lambda1", "0")
                .containsEntry("alambic.student.lambda2", "0")
                .containsEntry("alambic.student.lambda3", "1");
        assertThat(labels.keySet()).isEqualTo(distilled.keySet());
    }

    private static Settings settings(int samples, int recordSamples, double lambda1, double temperature) {
        return new Settings(
                samples,
                recordSamples,
                2048,
                42,
                lambda1,
                0.5,
                temperature,
                2,
                Path.of("work"),
                null,
                new Settings.PortChoice(0, 0, 0, 0),
                false);
    }
}
