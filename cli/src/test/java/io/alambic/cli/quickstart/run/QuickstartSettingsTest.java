package io.alambic.cli.quickstart.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.cli.ImageModels;
import io.alambic.cli.UserError;
import io.alambic.cli.report.QuickstartTask;
import io.alambic.datasets.View;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuickstartSettingsTest {

    private static final ImageModels MODELS = new ImageModels("1x28x28", 10, "16,32", "block2");

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
        QuickstartSettings settings = settings(1, 64, 0.5, 4);

        // When
        Map<String, String> distilled =
                new StudentPlan("student", true, settings, MODELS.studentSettings()).properties();
        Map<String, String> labels = new StudentPlan("student", false, settings, MODELS.studentSettings()).properties();

        // Then
        assertThat(distilled)
                .containsEntry("alambic.student.lambda1", "0.5")
                .containsEntry("alambic.student.lambda3", "0")
                .containsEntry("alambic.student.model.input", "1x28x28")
                .containsEntry("alambic.student.model.convolutions", "16,32")
                .containsEntry("alambic.student.features", "block2:block2");
        assertThat(labels)
                .containsEntry("alambic.student.lambda1", "0")
                .containsEntry("alambic.student.lambda2", "0")
                .containsEntry("alambic.student.lambda3", "1");
        assertThat(labels.keySet()).isEqualTo(distilled.keySet());
    }

    @Test
    void withoutANumberOfSamplesAllAreStreamed() {
        assertThat(settings(null, 64, 0.5, 4).samplesOf(50_000)).isEqualTo(50_000);
        assertThat(settings(100, 64, 0.5, 4).samplesOf(50_000)).isEqualTo(100);
        assertThatThrownBy(() -> settings(50_001, 64, 0.5, 4).samplesOf(50_000))
                .hasMessage("--samples asks for 50,001, but 50,000 are to be streamed.");
    }

    @Test
    void otherCommandsAreToldWhatDataTheRunHas() {
        assertThat(settings(1, 64, 0.5, 4).dataOptions()).isEqualTo("--dataset cifar10");
        assertThat(settings(1, 64, 0.5, 4, View.HALF).dataOptions()).isEqualTo("--dataset cifar10 --student-view half");
    }

    @Test
    void fewTextsHaveLabelsAndTheStudentIsOneOfTexts() {
        // Given
        QuickstartSettings texts = texts(0.1, "text-cnn");

        // Then
        assertThat(texts.isOfTexts()).isTrue();
        assertThat(settings(1, 64, 0.5, 4).isOfTexts()).isFalse();
        assertThat(texts.labelled(4_732)).isEqualTo(473);
        assertThat(texts.labelled(3)).as("never none").isEqualTo(1);
        assertThatThrownBy(() -> texts(0, "text-cnn"))
                .hasMessage("--label-share must be greater than 0 and at most 1, but is 0.0.");
        assertThatThrownBy(() -> texts(1, "cnn"))
                .hasMessage("--student must be one of [text-embedding-bag, text-cnn, text-transformer], but is cnn.");
    }

    @Test
    void aStudentWithoutFeaturesHasNoFeatureTerm() {
        // When
        Map<String, String> properties = new StudentPlan(
                        "student", true, texts(0.1, "text-cnn"), Map.of("alambic.student.features", ""))
                .properties();

        // Then
        assertThat(properties)
                .containsEntry("alambic.student.lambda1", "0.5")
                .containsEntry("alambic.student.lambda2", "0");
    }

    @Test
    void aDataSetHasItsTasksAndTheFirstIsUsual() {
        assertThat(texts(0.1, "text-cnn").task()).isEqualTo(QuickstartTask.CLASSIFICATION);
        assertThat(texts(QuickstartTask.EMBEDDING, 0.1, "text-cnn").task()).isEqualTo(QuickstartTask.EMBEDDING);
        assertThatThrownBy(() -> images(QuickstartTask.EMBEDDING))
                .hasMessage("--task must be one of [classification] for cifar10, but is embedding.");
    }

    private static QuickstartSettings texts(double labelShare, String student) {
        return texts(null, labelShare, student);
    }

    private static QuickstartSettings texts(QuickstartTask task, double labelShare, String student) {
        return new QuickstartSettings(
                null,
                64,
                256,
                42,
                0.5,
                0.5,
                2,
                2,
                Path.of("work"),
                QuickstartData.SPAM,
                task,
                null,
                View.IMAGE,
                1,
                labelShare,
                student,
                new QuickstartSettings.PortChoice(0, 0, 0, 0),
                false);
    }

    private static QuickstartSettings settings(Integer samples, int recordSamples, double lambda1, double temperature) {
        return settings(samples, recordSamples, lambda1, temperature, View.IMAGE);
    }

    private static QuickstartSettings settings(
            Integer samples, int recordSamples, double lambda1, double temperature, View view) {
        return settings(samples, recordSamples, lambda1, temperature, view, null);
    }

    private static QuickstartSettings images(QuickstartTask task) {
        return settings(1, 64, 0.5, 4, View.IMAGE, task);
    }

    private static QuickstartSettings settings(
            Integer samples, int recordSamples, double lambda1, double temperature, View view, QuickstartTask task) {
        return new QuickstartSettings(
                samples,
                recordSamples,
                2048,
                42,
                lambda1,
                0.5,
                temperature,
                2,
                Path.of("work"),
                QuickstartData.CIFAR10,
                task,
                null,
                view,
                1,
                1,
                "text-embedding-bag",
                new QuickstartSettings.PortChoice(0, 0, 0, 0),
                false);
    }
}
