package io.alambic.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class AlambicCommandTest {

    @TempDir
    private Path temp;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine command =
            AlambicCommand.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    @ParameterizedTest
    @ValueSource(strings = {"quickstart", "up", "check", "map", "doctor", "produce", "infer", "dead-letters"})
    void everyCommandHasHelp(String name) {
        assertThat(command.execute(name, "--help")).isZero();
        assertThat(out.toString()).contains("Usage: alambic " + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"quickstart", "produce", "infer"})
    void anUnknownDataSetIsWrongUsage(String name) {
        assertThat(command.execute(name, "--out", "x", "--bootstrap-servers", "x", "--dataset", "imagenet"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("'--dataset'", "cifar10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "", "Z", "5x", "2026-01-31"})
    void aTimeThatIsNoneIsWrongUsage(String since) {
        assertThat(command.execute("dead-letters", "list", "--bootstrap-servers", "x", "--since", since))
                .isEqualTo(2);
        assertThat(err.toString()).contains("'--since'", "such as 90m, 12h or 2d, but got '" + since + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"17:", "a", "-3"})
    void aLetterThatIsNoneIsWrongUsage(String place) {
        assertThat(command.execute("dead-letters", "show", "--bootstrap-servers", "x", "--", place))
                .isEqualTo(2);
        assertThat(err.toString()).contains("expected a letter such as 17 or 2:17, but got '" + place + "'");
    }

    @Test
    void aMissingCommandIsWrongUsage() {
        assertThat(command.execute()).isEqualTo(2);
        assertThat(err.toString()).startsWith("A command is missing.");
    }

    @Test
    void aFailureIsOneSentenceAndNoStackTrace() {
        // When
        int code = command.execute(
                "produce",
                "--bootstrap-servers",
                "127.0.0.1:1",
                "--data",
                temp.resolve("absent").toString());

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("alambic: " + temp.resolve("absent") + " lacks train-images-idx3-ubyte")
                .doesNotContain("\tat ");
        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    void aServerListThatIsNoneIsOneSentence() throws Exception {
        // Given
        io.alambic.testing.IdxFixtures.folder(temp);

        // When
        int code = command.execute(
                "produce", "--bootstrap-servers", "nonsense", "--samples", "5", "--data", temp.toString());

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).startsWith("alambic: 'nonsense' is not a usable list of Kafka servers");
        assertThat(err.toString()).doesNotContain("\tat ");
    }
}
