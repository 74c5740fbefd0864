package io.alambic.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged teacher, told something that it cannot do: one sentence, and a non-zero exit code. */
class TeacherRefusesToStartIT {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alambic.teacher.max-batch | many | alambic.teacher.max-batch: expected a whole number, but got 'many'",
                "alambic.teacher.max-bach | 8 | alambic.teacher.max-bach",
                "alambic.teacher.max-batch | '' | alambic.teacher.max-batch",
                "alambic.teacher.feature-maps | block9 | no output 'block9'; the model has [logits, block1]",
                "alambic.teacher.model | nowhere | nowhere is no model folder: it has no readable model.json",
                "kafka.bootstrap.servers | '' | kafka.bootstrap.servers is not set",
                "kafka.bootstrap.servers | no such host | Invalid url in bootstrap.servers: no such host",
            })
    void oneSentenceSaysWhatIsWrong(String key, String value, String sentence) throws Exception {
        // Given
        Map<String, String> settings = settings();
        settings.put(key, value);

        // When
        Path log = folder.resolve("log");
        int exitCode;
        try (TeacherProcess process = TeacherProcess.start(log, settings)) {
            exitCode = process.awaitEnd();
        }

        // Then
        List<String> output = Files.readAllLines(log);
        assertThat(exitCode).as(String.join("\n", output)).isNotZero();
        assertThat(output).filteredOn(line -> line.contains(sentence)).hasSize(1);
        assertThat(output).noneMatch(line -> line.startsWith("\tat ") || line.startsWith("Caused by"));
    }

    @Test
    void aBadOptionOfTrainingIsRefusedByName() throws Exception {
        // Given
        Path log = folder.resolve("log");

        // When
        int exitCode;
        try (TeacherProcess process = TeacherProcess.start(log, Map.of(), "train", "--epoch", "3")) {
            exitCode = process.awaitEnd();
        }

        // Then
        assertThat(exitCode).isEqualTo(2);
        assertThat(Files.readString(log)).contains("--data").doesNotContain("\tat ");
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
