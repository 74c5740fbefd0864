package io.alambic.student.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.core.train.CandidateSettings;
import io.alambic.core.train.Dial;
import io.alambic.core.train.Schedule;
import io.alambic.student.LogLines;
import io.alambic.student.Recorder;
import io.alambic.student.TinyTask;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunningDialsTest {

    private static final CandidateSettings CONFIGURED = TinyTask.candidate();

    private final Recorder recorder = new Recorder();
    private final RunningDials dials = new RunningDials("small", CONFIGURED, false, recorder);

    @Test
    void everyDialTakesAValueAsInTheConfiguration() {
        // When
        tell("student/small/lambda1", "0.25");
        tell("student/small/lambda2", "linear(1, 0, 10)");
        tell("student/small/lambda3", " 0.5 ");
        tell("student/small/temperature", "cosine(4, 1, 20)");
        tell("student/small/learning-rate", "1e-3");

        // Then
        assertThat(at(Dial.LAMBDA1)).isEqualTo(0.25f);
        assertThat(dials.current().at(Dial.LAMBDA2, 5)).isEqualTo(0.5f);
        assertThat(at(Dial.LAMBDA3)).isEqualTo(0.5f);
        assertThat(dials.current().at(Dial.TEMPERATURE, 10)).isEqualTo(2.5f);
        assertThat(at(Dial.LEARNING_RATE)).isEqualTo(1e-3f);
    }

    @Test
    void aRecordWithoutAValueGivesTheDialBackToTheConfiguration() {
        // Given
        tell("student/small/lambda1", "0.25");
        tell("student/small/temperature", "9");

        // When
        dials.accept("student/small/lambda1", null);

        // Then
        assertThat(at(Dial.LAMBDA1)).isEqualTo(0.5f);
        assertThat(at(Dial.TEMPERATURE)).isEqualTo(9);
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
    void whatCannotBeUsedIsReportedOnceAndChangesNothing(String dial, String value) {
        try (LogLines lines = LogLines.of(RunningDials.class.getName())) {
            // When
            tell("student/small/" + dial, value);

            // Then
            assertThat(dials.current()).isEqualTo(CONFIGURED.dials());
            assertThat(lines.all()).hasSize(1).first().asString().contains("student/small/" + dial);
            assertThat(recorder.refusedSettings()).containsExactly("student/small/" + dial);
        }
    }

    @Test
    void settingsOfOthersAreNone() {
        try (LogLines lines = LogLines.of(RunningDials.class.getName())) {
            // When
            tell("teaching-rate", "0.5");
            tell("student/large/lambda1", "0.25");
            tell("student/small", "0.25");

            // Then
            assertThat(dials.current()).isEqualTo(CONFIGURED.dials());
            assertThat(lines.all()).isEmpty();
            assertThat(recorder.refusedSettings()).isEmpty();
        }
    }

    @Test
    void valuesThatOnlyTogetherMakeSenseCountOnceTheyAreTogether() {
        // Given: there would be nothing to learn from
        tell("student/small/lambda1", "0");
        tell("student/small/lambda2", "0");
        assertThat(at(Dial.LAMBDA2)).isEqualTo(0.5f);

        // When
        tell("student/small/lambda3", "1");

        // Then
        assertThat(at(Dial.LAMBDA1)).isZero();
        assertThat(at(Dial.LAMBDA2)).isZero();
        assertThat(at(Dial.LAMBDA3)).isEqualTo(1);
    }

    @Test
    void featuresThatAreNotReadCannotBeGivenAWeight() {
        // Given
        CandidateSettings outputAlone = CONFIGURED.with(CONFIGURED.dials().with(Dial.LAMBDA2, Schedule.constant(0)));
        RunningDials running = new RunningDials("small", outputAlone, false, recorder);

        // When
        running.accept("student/small/lambda2", "0.5".getBytes(StandardCharsets.UTF_8));

        // Then
        assertThat(running.current()).isEqualTo(outputAlone.dials());
    }

    @Test
    void noDialCanBeSetByHandWhileASearchSetsThem() {
        // Given
        RunningDials searched = new RunningDials("small", CONFIGURED, true, recorder);

        try (LogLines lines = LogLines.of(RunningDials.class.getName())) {
            // When
            searched.accept("student/small/lambda1", "0.25".getBytes(StandardCharsets.UTF_8));
            searched.accept("student/small/lambda1", null);

            // Then
            assertThat(searched.current()).isEqualTo(CONFIGURED.dials());
            assertThat(recorder.refusedSettings()).containsExactly("student/small/lambda1");
            assertThat(lines.all()).anySatisfy(line -> assertThat(line).contains("the search sets the dials"));
        }
    }

    private void tell(String key, String value) {
        dials.accept(key, value.getBytes(StandardCharsets.UTF_8));
    }

    private float at(Dial dial) {
        return dials.current().at(dial, 0);
    }
}
