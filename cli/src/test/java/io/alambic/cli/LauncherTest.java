package io.alambic.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the launcher at the root of a copy with no build output and a scripted {@code mvn}. */
class LauncherTest {

    private static final int TERMINATED = 143;

    @TempDir
    Path root;

    private Path tools;

    @BeforeEach
    void copyTheLauncher() throws IOException {
        Files.copy(Path.of("../alambic"), root.resolve("alambic"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createFile(root.resolve("pom.xml"));
        tools = Files.createDirectory(root.resolve("tools"));
    }

    @Test
    void aFailedBuildIsOneSentenceBelowMavensMessages() throws Exception {
        // Given
        tool("mvn", "echo 'cannot find symbol' >&2; exit 1");

        // When
        Process launcher = launch();

        // Then
        assertThat(launcher.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(launcher.exitValue()).isEqualTo(1);
        assertThat(output(launcher))
                .containsSubsequence("cannot find symbol", "alambic: the build failed; Maven's messages are above.");
    }

    @Test
    void endingTheLauncherEndsTheBuild() throws Exception {
        // Given
        tool("mvn", "echo $$; exec sleep 120");
        Process launcher = launch();
        BufferedReader lines = launcher.inputReader();
        lines.readLine();
        ProcessHandle maven = ProcessHandle.of(Long.parseLong(lines.readLine())).orElseThrow();

        // When
        launcher.destroy();

        // Then
        assertThat(launcher.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(launcher.exitValue()).isEqualTo(TERMINATED);
        assertThat(maven.onExit()).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void aJavaThatIsTooOldIsRefusedWithItsVersion() throws Exception {
        // Given
        tool("java", "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2");

        // When
        Process launcher = launch();

        // Then
        assertThat(launcher.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(output(launcher)).contains("Java 17 or newer is needed").contains("is version 11");
    }

    private void tool(String name, String script) throws IOException {
        Path file = Files.writeString(tools.resolve(name), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Process launch() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(root.resolve("alambic").toString(), "--version");
        builder.environment().remove("JAVA_HOME");
        builder.environment().merge("PATH", tools.toString(), (path, first) -> first + ":" + path);
        return builder.redirectErrorStream(true).start();
    }

    private static String output(Process launcher) throws IOException {
        return new String(launcher.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
