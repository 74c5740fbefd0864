package io.alambic.student.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.core.hyperparameters.Hyperparameter;
import io.alambic.core.hyperparameters.Schedule;
import io.alambic.core.train.CandidateSettings;
import io.alambic.student.LogLines;
import io.alambic.student.Recorder;
import io.alambic.student.TinyTask;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveHyperparametersTest {

    private static final CandidateSettings CONFIGURED = TinyTask.candidate();

    private final Recorder recorder = new Recorder();
    private final LiveHyperparameters hyperparameters = new LiveHyperparameters("small", CONFIGURED, false, recorder);

    @Test
    void everyHyperparameterTakesAValueAsInTheConfiguration() {
        // When
        tell("student/small/lambda1", "0.25");
        tell("student/small/lambda2", "linear(1, 0, 10)");
        tell("student/small/lambda3", " 0.5 ");
        tell("student/small/temperature", "cosine(4, 1, 20)");
        tell("student/small/learning-rate", "1e-3");

        // Then
        assertThat(at(Hyperparameter.LAMBDA1)).isEqualTo(0.25f);
        assertThat(hyperparameters.current().at(Hyperparameter.LAMBDA2, 5)).isEqualTo(0.5f);
        assertThat(at(Hyperparameter.LAMBDA3)).isEqualTo(0.5f);
        assertThat(hyperparameters.current().at(Hyperparameter.TEMPERATURE, 10)).isEqualTo(2.5f);
        assertThat(at(Hyperparameter.LEARNING_RATE)).isEqualTo(1e-3f);
    }

    @Test
    void aRecordWithoutAValueGivesTheHyperparameterBackToTheConfiguration() {
        // Given
        tell("student/small/lambda1", "0.25");
        tell("student/small/temperature", "9");

        // When
        hyperparameters.accept("student/small/lambda1", null);

        // Then
        assertThat(at(Hyperparameter.LAMBDA1)).isEqualTo(0.5f);
        assertThat(at(Hyperparameter.TEMPERATURE)).isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lambda1       | half",
                "lambda1       | -1",
                "lambda1       | ''",
                "temperature   | 0",
                "temperature   | linear(1, 0, 10)",
                "learning-rate | 0",
                "brightness    | 1"
            })
    void whatCannotBeUsedIsReportedOnceAndChangesNothing(String hyperparameter, String value) {
        try (LogLines lines = LogLines.of(LiveHyperparameters.class.getName())) {
            // When
            tell("student/small/" + hyperparameter, value);

            // Then
            assertThat(hyperparameters.current()).isEqualTo(CONFIGURED.hyperparameters());
            assertThat(lines.all()).hasSize(1).first().asString().contains("student/small/" + hyperparameter);
            assertThat(recorder.refusedSettings()).containsExactly("student/small/" + hyperparameter);
        }
    }

    @Test
    void settingsOfOthersAreNone() {
        try (LogLines lines = LogLines.of(LiveHyperparameters.class.getName())) {
            // When
            tell("teaching-rate", "0.5");
            tell("student/large/lambda1", "0.25");
            tell("student/small", "0.25");

            // Then
            assertThat(hyperparameters.current()).isEqualTo(CONFIGURED.hyperparameters());
            assertThat(lines.all()).isEmpty();
            assertThat(recorder.refusedSettings()).isEmpty();
        }
    }

    @Test
    void valuesThatOnlyTogetherMakeSenseCountOnceTheyAreTogether() {
        // Given: there would be nothing to learn from
        tell("student/small/lambda1", "0");
        tell("student/small/lambda2", "0");
        assertThat(at(Hyperparameter.LAMBDA2)).isEqualTo(0.5f);

        // When
        tell("student/small/lambda3", "1");

        // Then
        assertThat(at(Hyperparameter.LAMBDA1)).isZero();
        assertThat(at(Hyperparameter.LAMBDA2)).isZero();
        assertThat(at(Hyperparameter.LAMBDA3)).isEqualTo(1);
    }

    @Test
    void featuresThatAreNotReadCannotBeGivenAWeight() {
        // Given
        CandidateSettings outputAlone =
                CONFIGURED.with(CONFIGURED.hyperparameters().with(Hyperparameter.LAMBDA2, Schedule.constant(0)));
        LiveHyperparameters running = new LiveHyperparameters("small", outputAlone, false, recorder);

        // When
        running.accept("student/small/lambda2", "0.5".getBytes(StandardCharsets.UTF_8));

        // Then
        assertThat(running.current()).isEqualTo(outputAlone.hyperparameters());
    }

    @Test
    void noHyperparameterCanBeSetByHandWhileASearchSetsThem() {
        // Given
        LiveHyperparameters searched = new LiveHyperparameters("small", CONFIGURED, true, recorder);

        try (LogLines lines = LogLines.of(LiveHyperparameters.class.getName())) {
            // When
            searched.accept("student/small/lambda1", "0.25".getBytes(StandardCharsets.UTF_8));
            searched.accept("student/small/lambda1", null);

            // Then
            assertThat(searched.current()).isEqualTo(CONFIGURED.hyperparameters());
            assertThat(recorder.refusedSettings()).containsExactly("student/small/lambda1");
            assertThat(lines.all())
                    .anySatisfy(line -> assertThat(line).contains("the search sets the hyperparameters"));
        }
    }

    private void tell(String key, String value) {
        hyperparameters.accept(key, value.getBytes(StandardCharsets.UTF_8));
    }

    private float at(Hyperparameter hyperparameter) {
        return hyperparameters.current().at(hyperparameter, 0);
    }
}
