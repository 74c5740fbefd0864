package io.alambic.student.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A student that cannot start says why, in one line for each violation, and ends. The other reasons are tested within one process, by
 * {@code StudentStartTest} and {@code ConfiguredStudentTest}.
 */
class WrongSettingIT {

    private static final int CANNOT_START = 2;

    @TempDir
    Path work;

    @Test
    void saysWhichSettingsAreWrong() throws Exception {
        // Given
        Map<String, String> settings = settings();
        settings.put("alambic.student.lambda1", "abc");
        settings.put("alambic.student.serving.versions", "0");

        // When
        try (StudentProcess student = StudentProcess.start(settings, work.resolve("log"))) {
            // Then
            assertThat(student.exitCode()).isEqualTo(CANNOT_START);
            assertErrors(
                    student,
                    "alambic.student.lambda1: expected a number, linear(from, to, steps) or cosine(from, to, steps),"
                            + " but got 'abc'",
                    "alambic.student.serving.versions: expected at least 1, but got '0'");
        }
    }

    private Map<String, String> settings() {
        return StudentProcess.settings("127.0.0.1:1", work.resolve("checkpoints"));
    }

    private static void assertErrors(StudentProcess student, String... sentences) {
        List<String> errors = student.output()
                .lines()
                .filter(line -> line.contains(" ERROR "))
                .toList();
        assertThat(errors).hasSameSizeAs(sentences);
        for (int i = 0; i < sentences.length; i++) {
            assertThat(errors.get(i)).contains(sentences[i]);
        }
        assertThat(student.output()).doesNotContain("\tat ");
    }
}
