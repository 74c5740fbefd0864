package io.alambic.student.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        assertThat(classes).anyMatch(line -> line.contains(" io.alambic.student.Student source: shared objects file"));
        assertThat(classes.stream().filter(line -> line.contains("source: shared objects file")))
                .hasSizeGreaterThan(classes.size() * 4 / 5);
    }

    private void rehearse(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-Dai.djl.offline=true"));
        command.addAll(List.of(options));
        command.addAll(List.of("-jar", System.getProperty("alambic.test.runner"), "rehearse"));
        Path output = work.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor()).as("%s", Files.readString(output)).isZero();
    }
}
