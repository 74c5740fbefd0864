package io.alambic.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MappingProblemsTest {

    @Test
    void everyProblemIsOneLineThatBeginsWithItsKey() {
        // Given
        List<String> problems = List.of(
                "SRCFG00050: a.unknown in SysPropConfigSource does not map to any root",
                "java.lang.IllegalArgumentException: SRCFG00039: The config property a.count with the config value"
                        + " \"1\n2\" threw an Exception whilst being converted expected a whole number, but got '1\n2'",
                "java.util.NoSuchElementException: SRCFG00040: The config property a.empty is defined as the empty String"
                        + " (\"\") which the following Converter considered to be null: Some");

        // When
        InvalidSettingException refusal = MappingProblems.refusal(problems);

        // Then
        assertThat(refusal).hasMessage("""
                        a.count: expected a whole number, but got '1 2'
                        a.empty: expected a value, but got ''
                        a.unknown is not a setting: expected a key that the documentation lists, but got this one from SysPropConfigSource""");
    }

    @Test
    void whatSmallRyeSaysInOtherWordsStaysAsItIs() {
        assertThat(MappingProblems.refusal(List.of("SRCFG00014: a.key is required")))
                .hasMessage("SRCFG00014: a.key is required");
    }
}
