package io.alambic.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.testing.RehearsedClasses;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that watched a rehearsal leaves an archive from which the next one has the service's classes. */
class RehearsalIT {

    @TempDir
    Path work;

    @Test
    void theNextStartTakesItsClassesFromWhatTheRehearsalLeftBehind() throws Exception {
        // When
        RehearsedClasses classes = RehearsedClasses.of(work);

        // Then
        assertThat(classes.missing("io.alambic.teacher.TeacherService")).isEmpty();
        assertThat(classes.archivedShare()).isGreaterThan(0.8);
    }
}
