package io.alambic.testing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

class ExternalToolTest {

    private static final String JAVA = System.getProperty("java.home") + "/bin/java";

    @Test
    void whatIsInstalledIsFound() {
        // Given
        ExternalTool java = new ExternalTool(List.of(JAVA, "-version"), "no Java");

        // Then
        assertThatCode(() -> java.require(Map.of())).doesNotThrowAnyException();
    }

    @Test
    void aMissingProgramSkipsTheTestAndSaysWhatToInstall() {
        // Given
        ExternalTool missing = new ExternalTool(List.of("no-such-program-anywhere"), "install it");

        // Then
        assertThatThrownBy(() -> missing.require(Map.of()))
                .isInstanceOf(TestAbortedException.class)
                .hasMessage("install it");
    }

    @Test
    void aProbeThatFailsCountsAsMissingAndFailsTheTestInCi() {
        // Given
        ExternalTool broken = new ExternalTool(List.of(JAVA, "--no-such-option"), "mend it");

        // Then
        assertThatThrownBy(() -> broken.require(Map.of("CI", "true")))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessage("mend it");
    }
}
