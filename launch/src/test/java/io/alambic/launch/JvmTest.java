package io.alambic.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
                .contains("-Xmx512m", "-Dkey=value", "-XX:SharedArchiveFile=" + archive)
                .contains(ServiceDefaults.SERIAL_GC, ServiceDefaults.FIRST_COMPILER_ONLY)
                .containsAll(ServiceDefaults.THREAD_PRIORITIES)
                .endsWith("-jar", app.resolve(JAR).toString(), "argument");
    }

    @Test
    void aServiceStartsWithoutAnArchiveWhereThereIsNone() {
        // When
        List<String> line = new Jvm(512).jar(app.resolve(JAR), Map.of(), List.of());

        // Then
        assertThat(line).noneMatch(option -> option.startsWith("-XX:SharedArchiveFile"));
    }

    @Test
    void aFixedHeapIsCommittedAtTheStart() {
        assertThat(Jvm.withFixedHeap(64).with("-Xss1m").jar(app.resolve(JAR), Map.of(), List.of()))
                .contains("-Xmx64m", "-Xms64m", "-XX:+AlwaysPreTouch", "-Xss1m");
    }

    @Test
    void aProcessKeepsNativeMemoryUnlessTheEnvironmentSaysOtherwise() {
        assertThat(ManagedProcess.builder(List.of("true")).environment())
                .containsKeys(ServiceDefaults.ALLOCATOR.keySet().toArray(String[]::new));
    }
}
