package io.alambic.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.testing.ServiceUnderTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged teacher, told something that it cannot do: one line for each mistake, and exit code 2. What is
 * refused, and in which words, is tested without a process.
 */
class TeacherRefusesToStartIT {

    private static final int CANNOT_START = 2;

    @TempDir
    Path folder;

    @Test
    void whatConfigurationGetsWrongIsSaid() throws Exception {
        // Given
        Map<String, String> settings = settings();
        settings.put("alambic.teacher.max-batch", "");
        settings.put("alambic.teacher.max-bach", "8");

        // Then
        requireRefusal(
                settings,
                "alambic.teacher.max-batch: expected a whole number, but got ''",
                "alambic.teacher.max-bach is not a setting");
    }

    private void requireRefusal(Map<String, String> settings, String... sentences) {
        // When
        int exitCode;
        List<String> output;
        try (ServiceUnderTest process = ServiceUnderTest.start(settings, folder.resolve("log"))) {
            exitCode = process.exitCode();
            output = process.output().lines().toList();
        }

        // Then
        assertThat(exitCode).as(String.join("\n", output)).isEqualTo(CANNOT_START);
        for (String sentence : sentences) {
            assertThat(output).filteredOn(line -> line.contains(sentence)).hasSize(1);
        }
        assertThat(output).filteredOn(line -> line.contains(" ERROR ")).hasSameSizeAs(sentences);
        assertThat(output).noneMatch(line -> line.startsWith("\tat ") || line.startsWith("Caused by"));
    }

    private Map<String, String> settings() throws IOException {
        Map<String, String> settings = new HashMap<>();
        settings.put("kafka.bootstrap.servers", "localhost:1");
        settings.put(
                "alambic.teacher.model", TinyModel.save(folder.resolve("model")).toString());
        settings.put("alambic.teacher.feature-maps", "block1");
        settings.put("alambic.teacher.state-dir", folder.resolve("state").toString());
        return settings;
    }
}
