package io.alambic.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ToolsCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine command =
            ToolsCommand.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    @ParameterizedTest
    @ValueSource(strings = {"train-teacher", "describe", "export", "report", "explain"})
    void everyCommandHasHelpUnderTheNameByWhichItIsCalled(String name) {
        assertThat(command.execute(name, "--help")).isZero();
        assertThat(out.toString()).contains("Usage: alambic " + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"train-teacher", "export", "report", "explain"})
    void anUnknownDataSetIsWrongUsage(String name) {
        assertThat(command.execute(name, "--out", "x", "--dataset", "imagenet")).isEqualTo(2);
        assertThat(err.toString()).contains("'--dataset'", "cifar10");
    }

    @Test
    void aMissingCommandIsWrongUsage() {
        assertThat(command.execute()).isEqualTo(2);
        assertThat(err.toString()).startsWith("A command is missing.");
    }
}
