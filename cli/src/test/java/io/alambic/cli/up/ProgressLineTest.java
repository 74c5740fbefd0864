package io.alambic.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.cli.file.Role;
import io.alambic.cli.observe.Metrics;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

    @Test
    void whatATeacherCostIsSaid() {
        // Given
        String page = """
                alambic_teacher_samples_total{fate="taught"} 1200.0
                alambic_teacher_spent_calls_total 1100.0
                alambic_teacher_spent_prompt_tokens_total 50000.0
                alambic_teacher_spent_completion_tokens_total 1100.0
                """;

        // When
        String tokens = ProgressLine.of(Map.of(Role.TEACHER, Metrics.parse(page)));
        String money = ProgressLine.of(
                Map.of(Role.TEACHER, Metrics.parse(page + "alambic_teacher_spent_money_total 0.0123\n")));

        // Then
        assertThat(tokens).isEqualTo("1,200 taught  spent 1,100 calls, 51,100 tokens");
        assertThat(money).isEqualTo("1,200 taught  spent 1,100 calls, 0.0123 of money");
    }

    @Test
    void aTeacherThatCostsNothingSaysNothingOfIt() {
        // When
        String line = ProgressLine.of(Map.of(
                Role.TEACHER,
                Metrics.parse(
                        "alambic_teacher_samples_total{fate=\"taught\"} 7\nalambic_teacher_spent_calls_total 0\n")));

        // Then
        assertThat(line).isEqualTo("7 taught");
    }
}
