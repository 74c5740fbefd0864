package io.alambic.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that watched a rehearsal leaves an archive from which the next one has the service's classes. */
class RehearsalIT {

    @TempDir
    Path work;

    @Test
    void theNextStartTakesItsClassesFromWhatTheRehearsalLeftBehind() throws Exception {
        // Given
        Path archive = work.resolve("classes.jsa");
        Path loaded = work.resolve("loaded.log");
        rehearse("-XX:ArchiveClassesAtExit=" + archive);

        // When
        rehearse("-XX:SharedArchiveFile=" + archive, "-Xlog:class+load:file=" + loaded);

        // Then
        List<String> classes = Files.readAllLines(loaded).stream()
                .filter(line -> line.contains(" source: "))
                .toList();
        assertThat(classes)
                .anyMatch(line -> line.contains(" io.alambic.teacher.TeacherService source: shared objects file"));
        assertThat(classes.stream().filter(line -> line.contains("source: shared objects file")))
                .hasSizeGreaterThan(classes.size() * 4 / 5);
    }

    private void rehearse(String... options) throws Exception {
        try (TeacherProcess teacher =
                TeacherProcess.start(work.resolve("output"), List.of(options), Map.of(), "rehearse")) {
            assertThat(teacher.awaitEnd()).as("%s", teacher.output()).isZero();
        }
    }
}
