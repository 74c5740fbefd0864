package io.alambic.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How JVMs are started. */
class JvmTest {

    private static final String JAR = "quarkus-run.jar";

    @TempDir
    Path app;

    @Test
    void aServiceStartsWithTheArchiveOfItsClasses() throws Exception {
        // Given
        Path archive = Files.createFile(app.resolve("classes.jsa"));

        // When
        List<String> line = new Jvm(512).jar(app.resolve(JAR), Map.of("key", "value"), List.of("argument"));

        // Then
        assertThat(line)
                .contains("-Xmx512m", "-Dkey=value", "-XX:TieredStopAtLevel=1", "-XX:SharedArchiveFile=" + archive)
                .endsWith("-jar", app.resolve(JAR).toString(), "argument");
    }

    @Test
    void aServiceStartsWithoutAnArchiveWhereThereIsNone() {
        // When
        List<String> line = new Jvm(512).jar(app.resolve(JAR), Map.of(), List.of());

        // Then
        assertThat(line).noneMatch(option -> option.startsWith("-XX:SharedArchiveFile"));
    }
}
