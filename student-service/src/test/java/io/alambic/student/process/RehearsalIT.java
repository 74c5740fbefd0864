package io.alambic.student.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.testing.RehearsedClasses;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that watched a rehearsal leaves an archive from which the next one has the service's classes. */
class RehearsalIT {

    @TempDir
    Path work;

    @Test
    void theNextStartTakesItsClassesFromWhatTheRehearsalLeftBehind() throws Exception {
        // When
        List<String> classes = RehearsedClasses.of(work);

        // Then
        assertThat(classes).anyMatch(line -> line.contains(" io.alambic.student.Student source: shared objects file"));
        assertThat(classes)
                .as("what answers whether it is ready")
                .anyMatch(line -> line.contains(" org.eclipse.parsson.JsonWriterImpl source: shared objects file"))
                .anyMatch(line ->
                        line.contains(" io.netty.handler.codec.http.DefaultHttpRequest source: shared objects file"));
        assertThat(classes.stream().filter(line -> line.contains("source: shared objects file")))
                .hasSizeGreaterThan(classes.size() * 4 / 5);
    }
}
