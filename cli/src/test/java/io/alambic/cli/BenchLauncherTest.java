package io.alambic.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchLauncherTest {

    private static final String HOME = "alambic.home";

    @TempDir
    private Path home;

    private final String homeBefore = System.getProperty(HOME);
    private final StringWriter err = new StringWriter();
    private final CommandLine command = AlambicCommand.commandLine().setErr(new PrintWriter(err, true));

    /** Replaces the bench: writes its arguments to the file named first, and exits with code 3. */
    static final class Bench {

        private Bench() {}

        public static void main(String[] args) throws IOException {
            List<String> arguments = List.of(args);
            Files.write(Path.of(arguments.get(0)), arguments.subList(1, arguments.size()));
            System.exit(3);
        }
    }

    @BeforeEach
    void pointHome() {
        System.setProperty(HOME, home.toString());
    }

    @AfterEach
    void restoreHome() {
        if (homeBefore == null) {
            System.clearProperty(HOME);
        } else {
            System.setProperty(HOME, homeBefore);
        }
    }

    @Test
    void argumentsReachTheBenchAndItsExitCodeComesBack() throws Exception {
        // Given
        buildBench();
        Path seen = home.resolve("seen");

        // When
        int code = command.execute("bench", seen.toString(), "train-step", "--rounds", "3", "--list", "--help");

        // Then
        assertThat(code).isEqualTo(3);
        assertThat(seen).content().isEqualToIgnoringNewLines("train-step--rounds3--list--help");
    }

    @Test
    void aBenchThatIsNotBuiltIsOneSentence() {
        // When
        int code = command.execute("bench");

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("alambic: bench is not built: " + home)
                .endsWith("./alambic bench builds it.");
    }

    private void buildBench() throws IOException, URISyntaxException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Bench.class.getName());
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Bench.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toString());
        Path jar = home.resolve("bench/target/alambic-bench.jar");
        Files.createDirectories(jar.getParent());
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream content = new JarOutputStream(file, manifest)) {
            content.finish();
        }
    }
}
